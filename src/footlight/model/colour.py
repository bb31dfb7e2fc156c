"""What the numbers of a picture mean as colours.

All I420 in Footlight is of even sides, limited range and the matrix of BT.601 (SMPTE 170M), which is what
OpenCV computes. Pictures from elsewhere are told apart here by the numbers of Rec. ITU-T H.273, which
are those of H.264's table E-5 and of FFmpeg.
"""

from typing import Final, Literal

LIMITED_RANGE: Final = 1
FULL_RANGE: Final = 2
PRIMARIES_BT709: Final = 1
TRANSFER_BT709: Final = 1
MATRIX_UNSPECIFIED: Final = 2
MATRIX_SMPTE170M: Final = 6
_MATRICES_BT601: Final = frozenset({5, MATRIX_SMPTE170M})
_HIGH_DEFINITION: Final = 720
"""Lines from which a picture that tells no matrix is taken for BT.709, as is the custom."""


def matrix_of(told: int, height: int) -> Literal["itu601", "itu709"]:
    """The matrix of a picture that tells ``told`` and is ``height`` pixels high."""
    if told in _MATRICES_BT601 or (told == MATRIX_UNSPECIFIED and height < _HIGH_DEFINITION):
        return "itu601"
    return "itu709"


def is_i420(pixels: str, width: int, height: int, matrix: int, range: int) -> bool:
    """Whether a picture is I420 as it is in Footlight; ``pixels`` is FFmpeg's name of its format."""
    even = width % 2 == 0 and height % 2 == 0
    return pixels == "yuv420p" and even and range != FULL_RANGE and matrix_of(matrix, height) == "itu601"
