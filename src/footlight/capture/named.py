"""Which of a machine's devices a name means."""

from collections.abc import Sequence
from itertools import chain
from typing import Protocol, TypeVar

from footlight.errors import DeviceUnavailableError, SourceNotFoundError


class Named(Protocol):
    """A camera, a microphone, a speaker."""

    @property
    def name(self) -> str:
        """What people call it."""


class SoundDevice(Named, Protocol):
    """A microphone or a speaker."""

    @property
    def default(self) -> bool:
        """The system takes it where nobody says which."""


Device = TypeVar("Device", bound=Named)
Sound = TypeVar("Sound", bound=SoundDevice)


def named(wanted: str, found: Sequence[Device]) -> Device | None:
    """The device of this name, else the first whose name holds it, whatever the case; None where there is none."""
    wanted = wanted.casefold()
    whole = (device for device in found if device.name.casefold() == wanted)
    part = (device for device in found if wanted in device.name.casefold())
    return next(chain(whole, part), None)


def sound_device(kind: str, wanted: str | None, found: Sequence[Sound], nothing: str) -> Sound:
    """The device that ``kind:wanted`` means, or the default one.

    Args:
        kind: ``mic`` or ``system``.
        wanted: a name or a part of it; None: the default one.
        found: those that are there.
        nothing: what to say where there is none at all.

    Raises:
        SourceNotFoundError: there is none of that name.
        DeviceUnavailableError: there is none at all.
    """
    if not found:
        raise DeviceUnavailableError(nothing)
    if wanted is None:
        return next((device for device in found if device.default), found[0])
    device = named(wanted, found)
    if device is None:
        names = ", ".join(device.name for device in found)
        raise SourceNotFoundError(f"there is no {kind}:{wanted}: this machine has {names}")
    return device
