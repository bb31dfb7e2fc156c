"""Reading a header bit by bit, the first bit the highest."""

from footlight.errors import ProtocolViolationError


class Bits:
    """Fixed fields, and the Exp-Golomb codes of H.264 and HEVC (Rec. ITU-T H.264, 7.2 and 9.1)."""

    def __init__(self, data: bytes, what: str) -> None:
        """Read ``data``, which is short, for reading is quadratic in it; ``what`` it is goes into the errors."""
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8
        self._what = what

    @property
    def left(self) -> int:
        """Bits not read yet."""
        return self._left

    def u(self, bits: int) -> int:
        """An unsigned number of so many bits.

        Raises:
            ProtocolViolationError: there are fewer.
        """
        if bits > self._left:
            raise ProtocolViolationError(f"{self._what} is truncated")
        self._left -= bits
        return self._value >> self._left & (1 << bits) - 1

    def flag(self) -> bool:
        """One bit."""
        return self.u(1) == 1

    def ue(self, name: str, most: int = 2**32 - 2) -> int:
        """An unsigned Exp-Golomb code.

        Raises:
            ProtocolViolationError: truncated, no code, or more than ``most``.
        """
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 32:
                raise ProtocolViolationError(f"{self._what} has no valid {name}")
        value = (1 << zeros) - 1 + self.u(zeros)
        if value > most:
            raise ProtocolViolationError(f"{self._what} has {name} {value}: at most {most}")
        return value

    def se(self, name: str) -> int:
        """A signed Exp-Golomb code."""
        code = self.ue(name)
        return (code + 1) // 2 if code & 1 else -(code // 2)


def rbsp(unit: bytes) -> bytes:
    """What a NAL unit holds, without the bytes that keep start codes out of it (Rec. ITU-T H.264, 7.3.1)."""
    return unit.replace(b"\0\0\3", b"\0\0")
