"""Cameras as FFmpeg's capture devices: how each system's are named, asked and opened."""

import errno
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer

from footlight.capture.named import named
from footlight.capture.sources import CameraSpec
from footlight.errors import DeviceBusyError, DeviceUnavailableError, SourceNotFoundError

_TIMEOUT: Final = (10.0, 5.0)
"""Seconds to open a device, and to wait for one picture."""


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera, by its number as in ``camera:N``."""

    number: int
    name: str
    """What people call it."""
    address: str
    """What the system calls it."""


@dataclass(frozen=True, slots=True)
class Device:
    """One way to open a device: FFmpeg's input format, what to open, and with which options."""

    format: str
    url: str
    options: dict[str, str] = field(default_factory=dict)


def camera_format(platform: str) -> str:
    """FFmpeg's input format for cameras, on a system as ``sys.platform`` names it."""
    return {"win32": "dshow", "darwin": "avfoundation"}.get(platform, "v4l2")


def cameras() -> list[Camera]:
    """The cameras of this machine; empty where there is none."""
    kind = camera_format(sys.platform)
    try:
        found = av.enumerate_input_devices(kind)
    except (av.FFmpegError, ValueError):
        return []  # some devices cannot be listed, and FFmpeg says the same where there is none
    pictures = [device for device in found if not device.media_types or "video" in device.media_types]
    return only_cameras([(device.name, device.description or device.name) for device in pictures])


def only_cameras(found: Sequence[tuple[str, str]]) -> list[Camera]:
    """The cameras among the addresses and names of a system's devices, numbered: macOS lists its screens with them."""
    named = [(address, name) for address, name in found if not name.startswith("Capture screen ")]
    return [Camera(number, name, address) for number, (address, name) in enumerate(named)]


def camera_address(spec: CameraSpec, found: Sequence[Camera]) -> str:
    """What the system calls the camera that ``spec`` means.

    Raises:
        SourceNotFoundError: there is none like it.
    """
    wanted = spec.name
    if isinstance(wanted, int):
        if wanted < len(found):
            return found[wanted].address
    elif any(wanted == camera.address for camera in found):
        return wanted
    elif camera := named(wanted, found):
        return camera.address
    elif Path(wanted).exists():
        return wanted
    names = ", ".join(camera.name for camera in found)
    raise SourceNotFoundError(
        f"there is no camera:{wanted}: " + (f"this machine has {names}" if found else "this machine has no camera")
    )


def camera_devices(platform: str, address: str, size: tuple[int, int], fps: float) -> list[Device]:
    """How to open a camera: first as wanted, then with less and less asked of it."""
    kind = camera_format(platform)
    wanted = {"video_size": f"{size[0]}x{size[1]}", "framerate": f"{fps:g}"}
    if kind == "v4l2":
        # Capture times as wall clock times; and compressed, for uncompressed most cameras are slow in HD.
        stamps = {"timestamps": "abs"}
        return [
            Device(kind, address, {**stamps, **wanted, "input_format": "mjpeg"}),
            Device(kind, address, {**stamps, **wanted}),
            Device(kind, address, stamps),
        ]
    if kind == "dshow":
        return [Device(kind, f"video={address}", wanted), Device(kind, f"video={address}")]
    return [Device(kind, f"{address}:none", wanted), Device(kind, f"{address}:none")]


def open_first(devices: Sequence[Device], name: str) -> InputContainer:
    """Open the first of several ways to open one device that works.

    Args:
        devices: the ways, the wanted one first; at least one.
        name: what people call the device, for the error.

    Raises:
        SourceNotFoundError: there is none of that name.
        DeviceBusyError: another program holds it.
        DeviceUnavailableError: anything else, as missing rights.
    """
    for device in devices[:-1]:
        try:
            return _open(device)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EBUSY}:
                break  # asking for less will not help
        except (av.FFmpegError, ValueError):
            continue
    try:
        return _open(devices[-1])
    except FileNotFoundError as error:
        raise SourceNotFoundError(f"there is no {name}: see footlight sources for what there is") from error
    except PermissionError as error:
        raise DeviceUnavailableError(
            f"{name} may not be used by this user: ask for the right to, as the group video"
        ) from error
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise DeviceBusyError(f"{name} is in use: close the program that holds it") from error
        raise DeviceUnavailableError(f"{name} cannot be opened: {error.strerror}") from error
    except (av.FFmpegError, ValueError) as error:
        raise DeviceUnavailableError(f"{name} cannot be opened: {error}") from error


def _open(device: Device) -> InputContainer:
    return av.open(device.url, format=device.format, options=device.options, timeout=_TIMEOUT)
