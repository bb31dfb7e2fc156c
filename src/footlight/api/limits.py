"""The settings' limits, as the parts of a server take them."""

from footlight.api.live import LiveLimits
from footlight.hub.limits import HubLimits
from footlight.model.units import micros_from_seconds
from footlight.settings import Limits


def hub_limits(limits: Limits) -> HubLimits:
    """Those of the hub."""
    return HubLimits(
        viewers=limits.viewers,
        broadcasts=limits.broadcasts,
        lag_bytes=limits.viewer_lag_bytes,
        lag=micros_from_seconds(limits.viewer_lag_seconds),
        stall=micros_from_seconds(limits.stall_seconds),
        away=micros_from_seconds(limits.away_seconds),
    )


def live_limits(limits: Limits) -> LiveLimits:
    """Those of one WebSocket."""
    return LiveLimits(max_message=limits.max_message, hello_seconds=limits.hello_seconds)
