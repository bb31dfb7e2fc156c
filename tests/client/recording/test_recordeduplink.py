"""What is sent, kept before the network has a say."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from footlight.client.events import Connected, Lost
from footlight.client.recording.recordeduplink import recorded
from footlight.client.recording.recorder import Recorder
from footlight.client.sending.uplink import Uplink, UplinkCounters
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.client.media import FPS, pictures, track
from tests.client.recording.readback import times


class NarrowUplink:
    """Sends every third packet, and drops the others."""

    def __init__(self) -> None:
        self.lagging = asyncio.Event()
        self.counters = UplinkCounters(sent_bytes=7)
        self.rate = 1_000
        self.waiting_pictures = 3
        self.lag = Micros(5)
        self.sent: list[Packet] = []
        self._dropped: Counter[int] = Counter()
        self.done: list[str] = []

    @property
    def dropped(self) -> Mapping[int, int]:
        return self._dropped

    def drop_pictures(self) -> None:
        self.done.append("drop")

    def set_tracks(self, tracks: Sequence[Track]) -> None:
        self.done.append(f"{len(tracks)} tracks")

    def send(self, packet: Packet) -> None:
        if packet.sequence % 3:
            self._dropped[packet.track] += 1
        else:
            self.sent.append(packet)

    async def run(self) -> None:
        self.done.append("run")

    async def drain(self) -> None:
        self.done.append("drain")


async def test_all_that_is_sent_is_kept_whatever_the_network_takes(tmp_path: Path) -> None:
    narrow = NarrowUplink()
    asked: list[str] = []
    heard: list[Connected | Lost] = []

    def open_uplink(*, on_keyframe: Callable[[], None], on_event: Callable[[Connected | Lost], None]) -> Uplink:
        on_keyframe()
        on_event(Connected(Micros(0)))
        return narrow

    recorder = Recorder(tmp_path / "a.mp4")
    open_recorded = recorded(open_uplink, recorder)
    uplink = open_recorded(on_keyframe=lambda: asked.append("keyframe"), on_event=heard.append)
    uplink.set_tracks([track()])
    for packet in pictures():
        uplink.send(packet)
    uplink.drop_pictures()
    await uplink.run()
    await uplink.drain()
    recorder.close()
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(2 * FPS)]
    assert (len(narrow.sent), uplink.dropped[0]) == (8, 12)
    assert (uplink.counters.sent_bytes, uplink.rate, uplink.waiting_pictures, uplink.lag) == (7, 1_000, 3, 5)
    assert uplink.lagging is narrow.lagging
    assert narrow.done == ["1 tracks", "drop", "run", "drain"]
    assert (asked, heard) == (["keyframe"], [Connected(Micros(0))])
