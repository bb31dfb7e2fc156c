"""The feeds of one channel: one for all viewers that want the same, for as long as there are any."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from footlight.errors import LimitReachedError
from footlight.hub.counters import HubCounters
from footlight.hub.feed import Feed
from footlight.hub.form import Form
from footlight.hub.limits import HubLimits
from footlight.hub.preamble import Notice
from footlight.hub.recent import Recent
from footlight.hub.writer import Writer
from footlight.model.clock import Clock
from footlight.model.latency import LatencyClass
from footlight.model.packet import Packet
from footlight.model.track import Track

_MAX_CHOICES: Final = 16
"""Feeds of some tracks only, among the viewers of one channel: each has a log of its own."""


@dataclass(frozen=True, slots=True)
class FeedKind:
    """What all viewers of a feed want alike."""

    choice: frozenset[int] | None
    """The ids of its tracks; None: all there are."""
    latency: LatencyClass
    form: type[Form]

    def wants(self, track: int) -> bool:
        return self.choice is None or track in self.choice


class Feeds:
    """Hands each packet to every feed that wants it."""

    def __init__(self, clock: Clock, limits: HubLimits, counters: HubCounters, writer: Writer, notice: Notice) -> None:
        self._clock = clock
        self._limits = limits
        self._counters = counters
        self._writer = writer
        self._feeds: dict[FeedKind, Feed] = {}
        self._tracks: tuple[Track, ...] = ()
        self.notice = notice
        """What holds on the channel."""
        self.recent = Recent(limits)

    def __iter__(self) -> Iterator[Feed]:
        return iter(self._feeds.values())

    def items(self) -> Iterable[tuple[FeedKind, Feed]]:
        """Each feed with what its viewers want."""
        return self._feeds.items()

    def choose(self, tracks: Sequence[Track]) -> None:
        """The broadcast's tracks from now on."""
        self._tracks = tuple(tracks)
        self.recent.choose(tracks)
        for kind, feed in self._feeds.items():
            feed.choose(self._chosen(kind))

    def announce(self, notice: Notice) -> None:
        """Make what is new in ``notice`` known to all viewers."""
        self.notice = notice
        for feed in self:
            feed.announce(notice)

    def publish(self, packet: Packet) -> None:
        """Take in a packet of one of the broadcast's tracks."""
        now = self._clock.now()
        self.recent.append(packet, now)
        for kind, feed in self._feeds.items():
            if kind.wants(packet.track):
                feed.publish(packet, now)

    def end(self, notice: Notice) -> None:
        """The broadcast is over: forget its media, and make ``notice`` known."""
        self.notice = notice
        self._tracks = ()
        self.recent.clear()
        for feed in self:
            feed.end(notice)

    def feed(self, kind: FeedKind) -> Feed:
        """The feed of this kind; a new one begins with the newest group.

        Raises:
            LimitReachedError: there are too many different choices of tracks.
        """
        feed = self._feeds.get(kind)
        if feed is None:
            choices = sum(one.choice is not None for one in self._feeds)
            if kind.choice is not None and choices >= _MAX_CHOICES:
                raise LimitReachedError("too many different choices of tracks on this channel: take all, or try later")
            feed = self._begin(kind)
            # Interactive viewers come first: a burst to the others takes its time.
            feeds = {**self._feeds, kind: feed}
            self._feeds = dict(sorted(feeds.items(), key=lambda item: item[0].latency != "interactive"))
        return feed

    def prune(self) -> None:
        """Let go of the feeds that nobody watches any more."""
        self._feeds = {kind: feed for kind, feed in self._feeds.items() if len(feed)}

    def _begin(self, kind: FeedKind) -> Feed:
        writer = None if kind.latency == "interactive" else self._writer
        feed = Feed(self._clock, self._limits, self._counters, kind.form(), self.notice, writer)
        feed.choose(self._chosen(kind))
        for packet, at in self.recent:
            if kind.wants(packet.track):
                feed.publish(packet, at)
        return feed

    def _chosen(self, kind: FeedKind) -> tuple[Track, ...]:
        return tuple(track for track in self._tracks if kind.wants(track.id))
