"""One channel in memory: its broadcast, if there is one, and its viewers, who may be there before it."""

import secrets
from typing import Final

from footlight.errors import ChannelBusyError, FootlightError, LimitReachedError, TakenOverError, ViewerStalledError
from footlight.hub.counters import HubCounters, Lag
from footlight.hub.feed import Feed
from footlight.hub.limits import HubLimits
from footlight.hub.log import Preamble
from footlight.hub.publisher import Live, Publisher, PublisherLink
from footlight.hub.viewer import Outlet, Viewer
from footlight.model.broadcast import Broadcast, BroadcastId, BroadcastState
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.control import Control, State, Stats, Tracks, encode_control, track_info
from footlight.wire.packets import encode_packet
from footlight.wire.websocket import server_frame

_MAX_FEEDS: Final = 16
"""Different choices of tracks among the viewers of one channel: each has a log of its own."""
_OLD_GROUP: Final = Micros(2_500_000)
"""A join asks for a keyframe where the newest group is older: publishers begin one every two seconds."""
_FRESH_GROUP: Final = Micros(500_000)
"""No keyframe is asked for where the newest group is younger, whoever wants it."""
_KEYFRAME_EVERY: Final = Micros(1_000_000)
"""The publisher is not asked more often."""


class Stage:
    """Owns what happens on one channel."""

    def __init__(self, channel: ChannelName, clock: Clock, limits: HubLimits, counters: HubCounters) -> None:
        self.channel = channel
        self.live: Live | None = None
        self._clock = clock
        self._limits = limits
        self._counters = counters
        self._preamble = Preamble(_text(State("offline")), b"")
        self._all_tracks = Feed(clock, limits, counters, self._preamble)
        self._feeds: dict[frozenset[int], Feed] = {}
        self._viewers: set[Viewer] = set()

    def __len__(self) -> int:
        return len(self._viewers)

    # The publisher

    def open(self, key_id: str, session: str | None, take_over: bool, link: PublisherLink) -> Publisher:
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
            live = self.live = Live(id, key_id, session, self._clock.now())
        self._displace(live, TakenOverError("this session connected again"))
        live.order.interrupt()
        live.key_id, live.away_since = key_id, None
        live.publisher = Publisher(self, live, link, resumed=resumed)
        return live.publisher

    def set_tracks(self, live: Live, tracks: tuple[Track, ...]) -> None:
        """Make the broadcast's tracks known, and with the first ones that it is live.

        Raises:
            ProtocolViolationError: a generation goes backwards.
        """
        live.order.declare(tracks)
        if not live.announced:
            live.announced = True
            self._announce(Preamble(_state("live", live), self._preamble.tracks))
        if tracks != live.tracks or not self._preamble.tracks:
            live.tracks = tracks
            frame = _text(Tracks([track_info(track) for track in tracks], broadcast=live.id))
            for choice, feed in self._each_feed():
                feed.choose(_chosen(tracks, choice))
            self._announce(Preamble(self._preamble.state, frame))

    def publish(self, live: Live, packet: Packet) -> None:
        """Hand a packet to every feed that has its track.

        Raises:
            ProtocolViolationError: the packet is of no declared track, or out of order.
        """
        if not live.order.admit(packet):
            return
        self._counters.packets_in += 1
        self._counters.bytes_in += len(packet.payload)
        now, coded = self._clock.now(), encode_packet(packet)
        self._all_tracks.publish(packet, coded, now)
        for choice, feed in self._feeds.items():
            if packet.track in choice:
                feed.publish(packet, coded, now)

    def go_away(self, live: Live) -> None:
        """The publisher's connection was lost."""
        live.publisher = None
        live.away_since = self._clock.now()
        if live.announced:
            live.announced = False
            self._announce(Preamble(_state("away", live), self._preamble.tracks))

    def end(self, live: Live, error: FootlightError | None = None) -> None:
        """End the broadcast; with ``error`` its publisher, if connected, is told so and let go."""
        if error is None:
            live.publisher = None
        else:
            self._displace(live, error)
        self.live = None
        if live.tracks:
            farewell = _state("ended", live)
            self._preamble = Preamble(_text(State("offline")), b"")
            for _choice, feed in self._each_feed():
                feed.clear(farewell, self._preamble)

    def want_keyframe(self, *, urgent: bool) -> None:
        """Ask the publisher for a keyframe where the newest group is old, and not too often.

        Args:
            urgent: somebody cannot decode without; else it only makes a join's backlog short.
        """
        live, now = self.live, self._clock.now()
        if live is None or live.publisher is None:
            return
        log = self._all_tracks.log
        too_young = _FRESH_GROUP if urgent or log.group_start is None else _OLD_GROUP
        if log.group_at is not None and now - log.group_at < too_young:
            return
        if live.keyframe_asked_at is not None and now - live.keyframe_asked_at < _KEYFRAME_EVERY:
            return
        live.keyframe_asked_at = now
        self._counters.keyframes_requested += 1
        live.publisher.link.request_keyframe()

    # The viewers

    def watch(self, outlet: Outlet) -> Viewer:
        """A new viewer, who is sent nothing yet."""
        viewer = Viewer(outlet, self)
        self._viewers.add(viewer)
        return viewer

    def join(self, viewer: Viewer) -> None:
        """Send the viewer the state, the tracks and the current group at once, and then what comes."""
        viewer.write(_text(Stats(viewers=len(self))))
        self._all_tracks.join(viewer)
        self.want_keyframe(urgent=False)

    def subscribe(self, viewer: Viewer, tracks: frozenset[int]) -> None:
        """Move a viewer to the feed of its choice of tracks.

        Raises:
            LimitReachedError: there are too many different choices.
        """
        feed = self._feeds.get(tracks)
        if feed is None:
            if len(self._feeds) >= _MAX_FEEDS:
                raise LimitReachedError("too many different choices of tracks on this channel: take all, or try later")
            feed = self._feeds[tracks] = Feed(self._clock, self._limits, self._counters, self._preamble)
            feed.choose(_chosen(self.live.tracks if self.live else (), tracks))
        self._detach(viewer)
        self._feeds.setdefault(tracks, feed).join(viewer)
        self.want_keyframe(urgent=feed.log.group_start is None)

    def leave(self, viewer: Viewer) -> None:
        """The viewer's connection is going away."""
        self._viewers.discard(viewer)
        self._detach(viewer)

    def viewers(self) -> list[Viewer]:
        """All of them, in no order."""
        return list(self._viewers)

    # From time to time

    def tick(self, now: Micros) -> None:
        """See to what no event tells of: an absence that lasts, viewers that take nothing."""
        live = self.live
        if live is not None and live.away_since is not None and now - live.away_since >= self._limits.away:
            self.end(live)
        for _choice, feed in self._each_feed():
            for viewer in feed.stalled(now):
                self._counters.stalled_viewers += 1
                viewer.dismiss(ViewerStalledError("nothing was read for too long"))

    def tell_viewers(self) -> None:
        """Tell every viewer that keeps up how many there are."""
        frame = _text(Stats(viewers=len(self)))
        for _choice, feed in self._each_feed():
            feed.tell(frame)

    def lag(self) -> Lag:
        """How far viewers are behind right now."""
        return sum((feed.lag() for _choice, feed in self._each_feed()), Lag())

    def broadcast(self) -> Broadcast | None:
        """What is on, once it told its tracks."""
        live = self.live
        if live is None or not live.tracks:
            return None
        state: BroadcastState = "live" if live.away_since is None else "away"
        return Broadcast(live.id, self.channel, state, live.started_at, live.tracks, len(self))

    def _each_feed(self) -> list[tuple[frozenset[int] | None, Feed]]:
        return [(None, self._all_tracks), *self._feeds.items()]

    def _announce(self, preamble: Preamble) -> None:
        self._preamble = preamble
        for _choice, feed in self._each_feed():
            feed.announce(preamble)

    def _displace(self, live: Live, error: FootlightError) -> None:
        publisher, live.publisher = live.publisher, None
        if publisher is not None:
            publisher.link.dismiss(error)

    def _detach(self, viewer: Viewer) -> None:
        if viewer.feed is None:
            return
        viewer.feed.leave(viewer)
        for choice, feed in list(self._feeds.items()):
            if not feed:
                del self._feeds[choice]


def _text(message: Control) -> bytes:
    return server_frame(encode_control(message).encode(), binary=False)


def _state(state: BroadcastState, live: Live) -> bytes:
    return _text(State(state, live.id, live.started_at))


def _chosen(tracks: tuple[Track, ...], choice: frozenset[int] | None) -> tuple[Track, ...]:
    return tracks if choice is None else tuple(track for track in tracks if track.id in choice)
