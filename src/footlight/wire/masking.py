"""The masking of what a WebSocket's client sends (RFC 6455, 5.3), for large messages."""

import numpy as np
from numpy.typing import NDArray

from footlight.model.packet import Payload


def masked(data: Payload, key: bytes, at: int) -> memoryview:
    """A copy of ``data`` behind a mask.

    Args:
        key: four random bytes, others for each message.
        at: how many of the message's bytes come before.
    """
    plain = np.frombuffer(data, np.uint8)
    hidden = np.empty(len(plain), np.uint8)
    _mask(plain, key, at, hidden)
    return hidden.data


def unmask(data: memoryview, key: bytes, at: int) -> None:
    """Take the mask off where the bytes are; as of `masked`."""
    hidden = np.frombuffer(data, np.uint8)
    _mask(hidden, key, at, hidden)


def _mask(data: NDArray[np.uint8], key: bytes, at: int, out: NDArray[np.uint8]) -> None:
    key = (key * 3)[at % 4 :][:8]
    words = len(data) // 8 * 8
    np.bitwise_xor(data[:words].view(np.uint64), np.frombuffer(key, np.uint64), out=out[:words].view(np.uint64))
    np.bitwise_xor(data[words:], np.frombuffer(key, np.uint8)[: len(data) - words], out=out[words:])
