"""Several that keep what comes."""

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.gap import Why
from footlight.client.watching.receiver import PacketSink


class Sinks:
    """A `PacketSink` that gives all to each of several."""

    def __init__(self, *sinks: PacketSink) -> None:
        self._sinks = sinks

    def tracks(self, change: TracksChanged) -> None:
        for sink in self._sinks:
            sink.tracks(change)

    def packets(self, received: PacketsReceived) -> None:
        for sink in self._sinks:
            sink.packets(received)

    def interrupted(self, why: Why) -> None:
        for sink in self._sinks:
            sink.interrupted(why)
