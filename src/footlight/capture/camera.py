"""Cameras, each as its system's FFmpeg device."""

import sys
from typing import Final

from footlight.capture.device import camera_address, camera_devices, cameras, open_first
from footlight.capture.devicesource import DEFAULT_FPS, DeviceSource
from footlight.capture.source import CaptureOptions
from footlight.capture.sources import CameraSpec
from footlight.model.clock import Clock

_DEFAULT_SIZE: Final = (1280, 720)


def open_camera(spec: CameraSpec, options: CaptureOptions, clock: Clock) -> DeviceSource:
    """Open a camera.

    Raises:
        SourceNotFoundError: there is none like it.
        DeviceBusyError: another program holds it.
        DeviceUnavailableError: it cannot be opened, or gives no picture.
    """
    address = camera_address(spec, cameras())
    wanted = options.size or _DEFAULT_SIZE, options.fps or DEFAULT_FPS
    name = f"camera {address}"
    container = open_first(camera_devices(sys.platform, address, *wanted), name)
    return DeviceSource(container, name, "camera", options, clock)
