"""One channel in memory: its broadcast, if there is one, and its viewers, who may be there before it."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Hashable
from typing import Final

from footlight.errors import ChannelBusyError, FootlightError, TakenOverError, ViewerStalledError
from footlight.hub.counters import HubCounters, Lag
from footlight.hub.feed import Feed
from footlight.hub.feeds import FeedKind, Feeds
from footlight.hub.form import Form
from footlight.hub.limits import HubLimits
from footlight.hub.load import Demand, LoadController
from footlight.hub.preamble import Notice
from footlight.hub.publisher import Live, Publisher, PublisherLink
from footlight.hub.viewer import Outlet, Viewer
from footlight.hub.writer import Writer
from footlight.model.broadcast import Broadcast, BroadcastId, BroadcastState, Figures
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.latency import LatencyClass
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.control import State, Stats, Tracks, track_info

_OLD_GROUP: Final = Micros(2_500_000)
"""A join asks for a keyframe where the newest group is older: publishers begin one every two seconds."""
_FRESH_GROUP: Final = Micros(500_000)
"""No keyframe is asked for where the newest group is younger, whoever wants it."""
_KEYFRAME_EVERY: Final = Micros(1_000_000)
"""The publisher is not asked more often."""


class Stage:
    """Owns what happens on one channel."""

    def __init__(
        self,
        channel: ChannelName,
        clock: Clock,
        limits: HubLimits,
        load: LoadController,
        writer: Writer,
    ) -> None:
        self.channel = channel
        self.live: Live | None = None
        self._clock = clock
        self._limits = limits
        self.counters = HubCounters()
        """Since the channel is in memory."""
        self._load = load
        self._feeds = Feeds(clock, limits, self.counters, writer, Notice(State("offline")))
        self._viewers: set[Viewer] = set()
        self.changed = asyncio.Event()
        """Set, and replaced by a new one, when a broadcast begins or ends, or its tracks change."""

    def __len__(self) -> int:
        return len(self._viewers)

    @property
    def newest_keyframe(self) -> tuple[Track, Packet] | None:
        """Of the main track of pictures."""
        return self._feeds.recent.newest_keyframe

    # The publisher

    def open(self, right: Hashable, session: str | None, take_over: bool, link: PublisherLink) -> Publisher:
        """Begin a broadcast, or go on with the one of the same session.

        Raises:
            ChannelBusyError: another publisher is live and ``take_over`` is not set.
        """
        live = self.live
        resumed = live is not None and session is not None and live.session == session
        if live is not None and not resumed:
            if live.publisher is not None and not take_over:
                raise ChannelBusyError(f"{self.channel} is live from elsewhere: stop that first, or take it over")
            self.end(live, TakenOverError(f"another publisher took {self.channel} over"))
            live = None
        if live is None:
            id = BroadcastId(secrets.token_urlsafe(9))
            live = self.live = Live(id, right, session, self._clock.now())
        self._displace(live, TakenOverError("this session connected again"))
        live.order.interrupt()
        live.right, live.away_since = right, None
        live.publisher = Publisher(self, live, link, resumed=resumed)
        return live.publisher

    def set_tracks(self, live: Live, tracks: tuple[Track, ...]) -> None:
        """Make the broadcast's tracks known, and with the first ones that it is live.

        Raises:
            ProtocolViolationError: a generation goes backwards.
        """
        live.order.declare(tracks)
        told = self._feeds.notice.tracks
        if not live.announced:
            live.announced = True
            self._feeds.announce(Notice(_state("live", live), told))
        if tracks != live.tracks or told is None:
            live.tracks = tracks
            self._feeds.choose(tracks)
            told = Tracks([track_info(track) for track in tracks], broadcast=live.id)
            self._feeds.announce(Notice(_state("live", live), told))
            self._note_change()

    def publish(self, live: Live, packet: Packet) -> None:
        """Hand a packet to every feed that has its track.

        Raises:
            ProtocolViolationError: the packet is of no declared track, or out of order.
        """
        if not live.order.admit(packet):
            return
        self.counters.packets_in += 1
        self.counters.bytes_in += len(packet.payload)
        self._feeds.publish(packet)

    def go_away(self, live: Live) -> None:
        """The publisher's connection was lost."""
        live.publisher = None
        live.away_since = self._clock.now()
        if live.announced:
            live.announced = False
            self._feeds.announce(Notice(_state("away", live), self._feeds.notice.tracks))

    def end(self, live: Live, error: FootlightError | None = None) -> None:
        """End the broadcast; with ``error`` its publisher, if connected, is told so and let go."""
        if error is None:
            live.publisher = None
        else:
            self._displace(live, error)
        self.live = None
        if live.tracks:
            self._feeds.end(Notice(State("offline"), farewell=_state("ended", live)))
            self._note_change()

    def want_keyframe(self, *, urgent: bool) -> None:
        """Ask the publisher for a keyframe where the newest group is old, and not too often.

        Args:
            urgent: somebody cannot decode without; else it only makes a join's backlog short.
        """
        live, now = self.live, self._clock.now()
        if live is None or live.publisher is None:
            return
        recent = self._feeds.recent
        too_young = _FRESH_GROUP if urgent or not recent.begins else _OLD_GROUP
        if recent.group_at is not None and now - recent.group_at < too_young:
            return
        if live.keyframe_asked_at is not None and now - live.keyframe_asked_at < _KEYFRAME_EVERY:
            return
        live.keyframe_asked_at = now
        self.counters.keyframes_requested += 1
        live.publisher.link.request_keyframe()

    # The viewers

    def watch(self, outlet: Outlet, right: Hashable, form: type[Form], latency: LatencyClass) -> Viewer:
        """A new viewer, who is sent nothing yet."""
        viewer = Viewer(outlet, self, right, form, latency)
        self._viewers.add(viewer)
        return viewer

    def join(self, viewer: Viewer) -> None:
        """Send the viewer the state, the tracks and the current group at once, and then what comes."""
        feed = self._feed(viewer, None)
        feed.tell_one(viewer, self._stats(feed))
        feed.join(viewer)
        self.want_keyframe(urgent=False)

    def subscribe(self, viewer: Viewer, tracks: frozenset[int]) -> None:
        """Move a viewer to the feed of its choice of tracks.

        Raises:
            LimitReachedError: there are too many different choices.
        """
        feed = self._feed(viewer, tracks)
        if viewer.feed is not None:
            viewer.feed.leave(viewer)
        feed.join(viewer)
        self._feeds.prune()
        self.want_keyframe(urgent=feed.log.group_start is None)

    def leave(self, viewer: Viewer) -> None:
        """The viewer's connection is going away."""
        self._viewers.discard(viewer)
        if viewer.feed is not None:
            viewer.feed.leave(viewer)
            self._feeds.prune()

    def rights(self) -> set[Hashable]:
        """By which rights anybody is here."""
        found = {viewer.right for viewer in self._viewers}
        return found if self.live is None else found | {self.live.right}

    def viewers(self) -> list[Viewer]:
        """All of them, in no order."""
        return list(self._viewers)

    # From time to time

    def tick(self, now: Micros) -> None:
        """See to what no event tells of: an absence that lasts, viewers that take nothing."""
        live = self.live
        if live is not None and live.away_since is not None and now - live.away_since >= self._limits.away:
            self.end(live)
        for feed in self._feeds:
            feed.tick(now)
            for viewer in feed.stalled(now):
                self.counters.stalled_viewers += 1
                viewer.dismiss(ViewerStalledError("nothing was read for too long"))

    def tell_viewers(self) -> None:
        """Tell every viewer that keeps up how many there are, and for how long packets are gathered for it."""
        for feed in self._feeds:
            feed.tell(self._stats(feed))

    def gather(self) -> None:
        """Gather packets for as long as the load asks for now, and tell those whom it concerns."""
        for kind, feed in self._feeds.items():
            width = self._width(kind.latency)
            if feed.width != width:
                feed.gather(width)
                feed.tell(self._stats(feed))

    def viewers_by_class(self) -> Counter[LatencyClass]:
        """How many viewers of each latency class have joined."""
        counted: Counter[LatencyClass] = Counter()
        for kind, feed in self._feeds.items():
            counted[kind.latency] += len(feed)
        return counted

    def demand(self) -> Demand:
        """How many viewers there are, and of what; those left out who cannot be helped by gathering."""
        counted: Demand = Counter()
        for kind, feed in self._feeds.items():
            if feed.interval is not None and self._feeds.recent.gathers:
                counted[kind.latency, max(1, feed.interval // 1_000)] += len(feed)
        return counted

    def lag(self) -> Lag:
        """How far viewers are behind right now."""
        return sum((feed.lag() for feed in self._feeds), Lag())

    def least_lag(self) -> Micros:
        """How far the viewer is behind that is least behind; 0 where one keeps up, or none is there."""
        now = self._clock.now()
        return min((feed.least_lag(now) for feed in self._feeds if len(feed)), default=Micros(0))

    def broadcast(self) -> Broadcast | None:
        """What is on, once it told its tracks."""
        live = self.live
        if live is None or not live.tracks:
            return None
        state: BroadcastState = "live" if live.away_since is None else "away"
        counters = self.counters
        figures = Figures(counters.bytes_in, counters.bytes_out, counters.messages_out, counters.latency.total)
        return Broadcast(live.id, self.channel, state, live.started_at, live.tracks, len(self), figures)

    def _note_change(self) -> None:
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    def _feed(self, viewer: Viewer, choice: frozenset[int] | None) -> Feed:
        feed = self._feeds.feed(FeedKind(choice, viewer.latency, viewer.form))
        feed.gather(self._width(viewer.latency))
        return feed

    def _width(self, latency: LatencyClass) -> Micros:
        return self._load.widths.of(latency) if self._feeds.recent.gathers else Micros(0)

    def _stats(self, feed: Feed) -> Stats:
        return Stats(viewers=len(self), bundle_us=feed.width)

    def _displace(self, live: Live, error: FootlightError) -> None:
        publisher, live.publisher = live.publisher, None
        if publisher is not None:
            publisher.link.dismiss(error)


def _state(state: BroadcastState, live: Live) -> State:
    return State(state, live.id, live.started_at)
