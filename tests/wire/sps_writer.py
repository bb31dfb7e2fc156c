"""Writes sequence parameter sets of H.264, so that the parser is tried on what no encoder at hand makes."""

from dataclasses import dataclass, field


class Bits:
    """Bits one after another, with the codes of Rec. ITU-T H.264, 9.1."""

    def __init__(self) -> None:
        self._bits = ""

    def u(self, bits: int, value: int) -> "Bits":
        self._bits += f"{value:0{bits}b}"
        return self

    def ue(self, *values: int) -> "Bits":
        for value in values:
            code = f"{value + 1:b}"
            self._bits += "0" * (len(code) - 1) + code
        return self

    def se(self, *values: int) -> "Bits":
        return self.ue(*(2 * value - 1 if value > 0 else -2 * value for value in values))

    def add(self, more: "Bits") -> "Bits":
        self._bits += more._bits
        return self

    def nal_unit(self, header: int) -> bytes:
        """The bits as an RBSP with its stop bit, emulation prevented, behind a NAL unit header."""
        bits = self._bits + "1"
        rbsp = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
        unit = bytearray([header])
        zeros = 0
        for byte in rbsp:
            if zeros >= 2 and byte <= 3:
                unit.append(3)
                zeros = 0
            unit.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return bytes(unit)


@dataclass
class SpsWriter:
    """A sequence parameter set in the order of 7.3.2.1.1; the defaults are of a plain baseline stream, 1280x720."""

    profile: int = 66
    constraints: int = 0xC0
    level: int = 31
    chroma: Bits | None = None
    """From chroma_format_idc to the scaling lists, where the profile has them."""
    log2_frame_num: int = 0
    order: Bits = field(default_factory=lambda: Bits().ue(2))
    references: int = 1
    macroblocks_wide: int = 80
    map_units_high: int = 45
    frame_macroblocks_only: bool = True
    crop: tuple[int, int, int, int] | None = None
    vui: Bits | None = None

    def write(self) -> bytes:
        bits = Bits().u(8, self.profile).u(8, self.constraints).u(8, self.level).ue(0)
        if self.chroma is not None:
            bits.add(self.chroma)
        bits.ue(self.log2_frame_num)
        bits.add(self.order)
        bits.ue(self.references).u(1, 0).ue(self.macroblocks_wide - 1, self.map_units_high - 1)
        bits.u(1, self.frame_macroblocks_only)
        if not self.frame_macroblocks_only:
            bits.u(1, 1)
        bits.u(1, 1).u(1, self.crop is not None)
        if self.crop is not None:
            bits.ue(*self.crop)
        bits.u(1, self.vui is not None)
        if self.vui is not None:
            bits.add(self.vui)
        return bits.nal_unit(0x67)
