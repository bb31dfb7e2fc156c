"""A publisher as the hub sees it, and what it holds in its hands: one broadcast."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Protocol

from footlight.errors import FootlightError
from footlight.hub.order import PacketOrder
from footlight.model.broadcast import BroadcastId
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros

if TYPE_CHECKING:
    from footlight.hub.stage import Stage


class PublisherLink(Protocol):
    """The publisher's connection."""

    def request_keyframe(self) -> None:
        """Ask for a new group on every video track."""

    def dismiss(self, error: FootlightError) -> None:
        """Say bye with ``error`` and close; the broadcast is not this publisher's any more."""


class Live:
    """One broadcast on a stage; only the stage writes here."""

    def __init__(self, id: BroadcastId, right: Hashable, session: str | None, started_at: Micros) -> None:
        self.id = id
        self.right = right
        """By which it is sent."""
        self.session = session
        self.started_at = started_at
        self.order = PacketOrder()
        self.tracks: tuple[Track, ...] = ()
        self.announced = False
        """It told its tracks, so viewers know of it."""
        self.publisher: Publisher | None = None
        self.away_since: Micros | None = None
        self.keyframe_asked_at: Micros | None = None


class Publisher:
    """A publisher's hold on its broadcast, from `Hub.open` until it ends, goes away or is dismissed.

    Once the hold is lost its methods do nothing.
    """

    def __init__(self, stage: "Stage", live: Live, link: PublisherLink, *, resumed: bool) -> None:
        self._stage = stage
        self._live = live
        self.link = link
        self.resumed = resumed
        """The broadcast goes on where it was; so must its group numbers."""

    @property
    def broadcast(self) -> BroadcastId:
        return self._live.id

    @property
    def viewers(self) -> int:
        """Viewers of the channel right now."""
        return len(self._stage)

    @property
    def _holds(self) -> bool:
        return self._live.publisher is self

    def set_tracks(self, tracks: Sequence[Track]) -> None:
        """Tell the whole list of tracks, before the packets that it describes.

        Raises:
            ProtocolViolationError: a generation goes backwards.
        """
        if self._holds:
            self._stage.set_tracks(self._live, tuple(tracks))

    def publish(self, packet: Packet) -> None:
        """Hand a packet to all viewers, its capture time in the hub's clock.

        Raises:
            ProtocolViolationError: the packet is of no declared track, or out of order.
        """
        if self._holds:
            self._stage.publish(self._live, packet)

    def away(self) -> None:
        """The connection was lost; the broadcast waits for its publisher for a while."""
        if self._holds:
            self._stage.go_away(self._live)

    def end(self) -> None:
        """The publisher is done: the broadcast ends now."""
        if self._holds:
            self._stage.end(self._live)
