"""A picture that somebody gives, of which a smaller one is made anew: nothing of the file itself is kept."""

from footlight.errors import PictureInvalidError


def shaped(data: bytes) -> bytes:
    """A JPEG file of at most 1280x720 and 300 KB, made of a JPEG, PNG or WebP file.

    Raises:
        PictureInvalidError: the file is no such picture, is cut off, moves, or is too large.
    """
    raise PictureInvalidError(f"no picture of {len(data)} bytes can be read yet")
