"""A hub with a clock of its own, one publisher, and as many viewers as a test wants."""

from collections.abc import Sequence

from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.hub.publisher import Publisher
from footlight.model.channel import ChannelName
from footlight.model.track import Track
from tests.fakes.clock import HandClock
from tests.fakes.media import MAIN, PacketMaker
from tests.fakes.outlet import FakeLink, FakeOutlet

LOBBY = ChannelName("lobby")


class House:
    """Time goes only by `frame` and by the clock itself."""

    def __init__(self, limits: HubLimits | None = None) -> None:
        self.clock = HandClock()
        self.hub = Hub(self.clock, limits or HubLimits())
        self.link = FakeLink()
        self.publisher: Publisher
        self.pictures = PacketMaker(MAIN)

    def go_live(
        self,
        tracks: Sequence[Track] = (MAIN,),
        session: str | None = "one",
        right: str = "key",
        take_over: bool = False,
    ) -> Publisher:
        self.link = FakeLink()
        self.publisher = self.hub.open(LOBBY, right, session, take_over, self.link)
        self.publisher.set_tracks(tracks)
        return self.publisher

    def watch(self, outlet: FakeOutlet | None = None, right: str = "anybody") -> FakeOutlet:
        outlet = outlet or FakeOutlet()
        outlet.viewer = self.hub.watch(LOBBY, outlet, right=right)
        outlet.viewer.join()
        return outlet

    def key(self, payload: bytes = b"key") -> None:
        """A keyframe of the main track, captured now."""
        self.publisher.publish(self.pictures.key(payload, self.clock.now()))

    def delta(self, payload: bytes = b"delta", after: float = 0.0) -> None:
        """The next picture of the group, ``after`` so many seconds."""
        self.clock.forward(after)
        self.publisher.publish(self.pictures.delta(payload, self.clock.now()))
