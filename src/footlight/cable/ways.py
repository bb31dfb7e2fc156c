"""Which way the media of an end goes, and the channels that carry it."""

from typing import Final, Literal

from footlight.model.channel import ChannelName

CABLE: Final = ChannelName("cable")
"""What a cable carries; in a call, from the end that listens to the one that connects."""
BACK: Final = ChannelName("back")
"""In a call, from the end that connects to the one that listens."""

Way = Literal["send", "receive", "both"]
"""What an end does."""

Direction = Literal["out", "in"]
"""Of a channel, as the end that listens sees it."""

CHANNELS: Final[dict[Way, dict[ChannelName, Direction]]] = {
    "send": {CABLE: "out"},
    "receive": {CABLE: "in"},
    "both": {CABLE: "out", BACK: "in"},
}
"""What an end that listens has to watch (out) and to publish on (in)."""
