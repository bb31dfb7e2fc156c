"""The root of all errors, and whose fault they are."""

from typing import ClassVar


class FootlightError(Exception):
    """The root of the tree in `footlight.errors`. ``str(error)`` is one line that says what is wrong and what to do."""

    code: ClassVar[str]
    exit_status: ClassVar[int] = 1


class UserError(FootlightError):
    """The person who typed or configured something can mend it."""

    exit_status = 2


class SystemFaultError(FootlightError):
    """The machine lacks something, or took it away."""

    exit_status = 3


class PeerError(FootlightError):
    """The other end is away, or not what it should be."""

    exit_status = 4


class RefusedError(FootlightError):
    """The other end understood, and said no."""

    exit_status = 5
