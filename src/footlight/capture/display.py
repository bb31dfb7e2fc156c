"""The monitors of this machine and where they lie on the desktop."""

from dataclasses import dataclass
from typing import Final

from mss import MSS
from mss.exception import ScreenShotError

from footlight.capture.sources import Region, ScreenSpec
from footlight.errors import DeviceUnavailableError, SourceNotFoundError

_XWAYLAND: Final = "XWAYLAND"
"""How Xwayland, the X server for X programs within Wayland, names its outputs."""
_LIBRARIES: Final = "libxcb-randr0 libxcb-render0 libxcb-shm0 libxcb-xfixes0"
"""What mss loads of the system to speak to X, by Debian's names."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """One monitor, by its number as in ``screen:N``; the system's name of it may be empty."""

    number: int
    name: str
    region: Region
    primary: bool


@dataclass(frozen=True, slots=True)
class Desktop:
    """All monitors, and the rectangle that holds them."""

    width: int
    height: int
    monitors: tuple[Monitor, ...]
    x: int = 0
    y: int = 0
    """Its upper left corner; not zero on Windows, where a monitor lies left of the primary one."""

    @property
    def of_xwayland(self) -> bool:
        """It is that of X programs within Wayland, which shows all others black."""
        return any(monitor.name.startswith(_XWAYLAND) for monitor in self.monitors)

    def region(self, spec: ScreenSpec) -> Region:
        """The part of the desktop that ``spec`` means.

        Raises:
            SourceNotFoundError: there is no such monitor, or the region goes beyond the desktop.
            DeviceUnavailableError: the desktop is Wayland's, which shows X programs black.
        """
        if self.of_xwayland:
            raise DeviceUnavailableError(
                "these are the X programs of a Wayland session: write screen, where its WAYLAND_DISPLAY is set"
            )
        wanted = spec.region
        if wanted is None:
            if spec.monitor >= len(self.monitors):
                last = len(self.monitors) - 1
                raise SourceNotFoundError(f"there is no screen:{spec.monitor}: the last one here is screen:{last}")
            return self.monitors[spec.monitor].region
        if wanted.x + wanted.width > self.width or wanted.y + wanted.height > self.height:
            raise SourceNotFoundError(
                f"screen:{wanted.width}x{wanted.height}+{wanted.x}+{wanted.y} goes beyond the desktop"
                f" of {self.width}x{self.height}: choose a part of it"
            )
        return Region(wanted.width, wanted.height, wanted.x + self.x, wanted.y + self.y)


def desktop() -> Desktop:
    """What the display shows now.

    Raises:
        DeviceUnavailableError: there is no display, or it does not answer.
    """
    try:
        with MSS() as display:
            whole, *parts = display.monitors
    except (ScreenShotError, OSError) as error:
        raise DeviceUnavailableError(_advice(str(error))) from error
    monitors = (
        Monitor(
            number=number,
            name=str(part.get("name") or part.get("output") or ""),
            region=Region(int(part["width"]), int(part["height"]), int(part["left"]), int(part["top"])),
            primary=bool(part.get("is_primary")) or len(parts) == 1,
        )
        for number, part in enumerate(parts)
    )
    return Desktop(int(whole["width"]), int(whole["height"]), tuple(monitors), int(whole["left"]), int(whole["top"]))


def _advice(said: str) -> str:
    """What to do about an error of mss, which has one class for all of them."""
    if "not found" in said:
        return f"{said}: apt-get install {_LIBRARIES}"
    if "display" in said:
        return "no screen can be seen: set DISPLAY to an X display that runs, and allow this user to use it"
    return f"the screen cannot be captured: {said}"
