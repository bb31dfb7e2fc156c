"""What the machine lacks, or took away."""

from footlight.errors.base import SystemFaultError


class AddressUnavailableError(SystemFaultError):
    """The address to listen on is taken, or not one of this machine's."""

    code = "address_unavailable"


class DeviceBusyError(SystemFaultError):
    """A camera or microphone that another program holds."""

    code = "device_busy"


class DeviceVanishedError(SystemFaultError):
    """A screen, camera or microphone that went away while it was read."""

    code = "device_vanished"


class DeviceUnavailableError(SystemFaultError):
    """A device that cannot be opened: no display, no permission, no driver."""

    code = "device_unavailable"


class EncoderUnavailableError(SystemFaultError):
    """No encoder of the wanted kind works on this machine."""

    code = "encoder_unavailable"


class ToolMissingError(SystemFaultError):
    """A program or system library that a command needs beside Footlight: a compiler, a browser."""

    code = "tool_missing"


class DiscoveryUnavailableError(SystemFaultError):
    """No network of this machine lets ends announce themselves and be found."""

    code = "discovery_unavailable"


class StoreUnavailableError(SystemFaultError):
    """The data folder or its database cannot be opened or written."""

    code = "store_unavailable"
