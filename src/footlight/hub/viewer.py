"""One viewer as the hub sees it: a way to write, and where it lags a position in the shared log."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Protocol

from footlight.errors import FootlightError
from footlight.hub.form import Form
from footlight.hub.preamble import Preamble
from footlight.model.latency import LatencyClass
from footlight.model.packet import Payload
from footlight.model.units import Micros

if TYPE_CHECKING:
    from footlight.hub.feed import Feed
    from footlight.hub.ready import Shard
    from footlight.hub.stage import Stage


class Outlet(Protocol):
    """The viewer's connection.

    It tells `Viewer.pause` and `Viewer.resume` when its transport cannot take more and when it can again,
    and calls `Viewer.leave` before it closes.
    """

    @property
    def write(self) -> Callable[[Payload], None]:
        """Hands bytes to the transport, and nothing between the pieces of one message; it may call `Viewer.pause`
        before it returns."""

    def unsent(self) -> int:
        """Bytes that the transport still holds."""

    def dismiss(self, error: FootlightError) -> None:
        """Say bye with ``error`` and close; the hub has let go of the viewer already."""


class Viewer:
    """What the hub keeps for each viewer; only its feed writes here."""

    __slots__ = (
        "exempt_until", "feed", "form", "grace_until", "group", "latency", "outlet", "paused", "position",
        "preamble", "progress_at", "right", "shard", "skipped", "stage", "unsent", "write",
    )  # fmt: skip

    def __init__(
        self, outlet: Outlet, stage: "Stage", right: Hashable, form: type[Form], latency: LatencyClass
    ) -> None:
        self.outlet = outlet
        self.write = outlet.write
        self.stage = stage
        self.right = right
        """By which it watches."""
        self.form = form
        self.latency = latency
        self.feed: Feed | None = None
        """None before it joined and once it has left."""
        self.shard: Shard | None = None
        """Where it is written to, while it takes all that comes."""
        self.paused = False
        self.position = 0
        """Of the next message it gets, while it is in no shard."""
        self.exempt_until = 0
        """The position up to which it catches up with what was before it joined: no lag."""
        self.grace_until: Micros | None = None
        """When it must be within the lag bound again."""
        self.group: int | None = None
        """The feed's count of the group it got last; None before the first."""
        self.preamble: Preamble | None = None
        self.progress_at = Micros(0)
        self.unsent = 0
        self.skipped = 0

    def join(self) -> None:
        """Begin: the state, the tracks and the current group are written before this returns."""
        self.stage.join(self)

    def pause(self) -> None:
        """The transport cannot take more; what was written is not lost."""
        if self.feed is None:
            self.paused = True
        elif not self.paused:
            self.feed.pause(self)

    def resume(self) -> None:
        """The transport can take more again."""
        if self.feed is None:
            self.paused = False
        elif self.paused:
            self.feed.resume(self)

    def subscribe(self, tracks: frozenset[int]) -> None:
        """Get only ``tracks`` from now on.

        Raises:
            LimitReachedError: the channel's viewers want too many different choices of tracks.
        """
        if self.feed is not None:
            self.stage.subscribe(self, tracks)

    def want_keyframe(self) -> None:
        """The viewer cannot go on without a keyframe, or does not want to begin without a new one."""
        self.stage.want_keyframe(urgent=True)

    def leave(self) -> None:
        """The connection is going away: nothing is written after this. Harmless when repeated."""
        self.stage.leave(self)

    def dismiss(self, error: FootlightError) -> None:
        """Let the viewer go and tell it why."""
        self.leave()
        self.outlet.dismiss(error)
