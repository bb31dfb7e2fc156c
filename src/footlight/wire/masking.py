"""The masking of what a WebSocket's client sends (RFC 6455, 5.3), for large messages."""

import numpy as np

from footlight.model.packet import Payload


def masked(data: Payload, key: bytes, at: int) -> memoryview:
    """A copy of ``data`` behind a mask.

    Args:
        key: four random bytes, others for each message.
        at: how many of the message's bytes come before.
    """
    plain = np.frombuffer(data, np.uint8)
    hidden = np.empty(len(plain), np.uint8)
    key = (key * 3)[at % 4 :][:8]
    words = len(plain) // 8 * 8
    np.bitwise_xor(plain[:words].view(np.uint64), np.frombuffer(key, np.uint64), out=hidden[:words].view(np.uint64))
    np.bitwise_xor(plain[words:], np.frombuffer(key, np.uint8)[: len(plain) - words], out=hidden[words:])
    return hidden.data
