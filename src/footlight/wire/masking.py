"""The masking of what a WebSocket's client sends (RFC 6455, 5.3), for messages in parts."""

import numpy as np
from websockets.frames import apply_mask  # type: ignore[attr-defined] # compiled, where that module found it so

from footlight.model.packet import Payload


def masked(data: Payload, key: bytes, at: int) -> bytes:
    """A copy of ``data`` behind a mask.

    Args:
        key: four random bytes, others for each message.
        at: how many of the message's bytes come before.
    """
    return apply_mask(data, _turned(key, at))


def unmask(data: memoryview, key: bytes, at: int) -> None:
    """Take the mask off where the bytes are, as the library cannot; as of `masked`."""
    hidden = np.frombuffer(data, np.uint8)
    key = _turned(key, at) * 2
    words = len(hidden) // 8 * 8
    whole, rest = hidden[:words].view(np.uint64), hidden[words:]
    np.bitwise_xor(whole, np.frombuffer(key, np.uint64), out=whole)
    np.bitwise_xor(rest, np.frombuffer(key, np.uint8)[: len(rest)], out=rest)


def _turned(key: bytes, at: int) -> bytes:
    return key[at % 4 :] + key[: at % 4]
