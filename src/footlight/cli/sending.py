"""What ``send`` and ``demo`` show of a sender at work."""

import asyncio
import time
from collections import deque
from typing import Final

from footlight.capture.source import Notice
from footlight.cli.connecting import tell_lost
from footlight.cli.keys import Keys
from footlight.cli.status import StatusDisplay
from footlight.client.events import Lost, SendEvent, SoundGone
from footlight.client.sending.quality import Quality
from footlight.client.sending.sender import Sender
from footlight.client.sending.sendstatus import SendStatus
from footlight.model.units import milliseconds

_SHOW_EVERY: Final = 0.5
_WINDOW: Final = 5
"""Over how many looks a rate is told: two seconds."""
_MOST_NOTICES: Final = 100
"""Of half a second: older ones are not shown."""
_STEPS: Final = 8
"""Of the level of sound."""


class SendingView:
    """Shows one sender. Give `heard` to the sender, then `run` it."""

    def __init__(self, page: str = "", *, as_json: bool, display: StatusDisplay | None = None) -> None:
        """Show it to a person, or as JSON.

        Args:
            page: where it can be watched, where that is known already.
            display: where to tell it; None: a display of its own.
        """
        self._page = page
        self._where = f"at {page}"
        self._encrypted = False
        self._display = display if display is not None else StatusDisplay(as_json=as_json)
        self._live = False
        self._looks: deque[tuple[float, SendStatus]] = deque(maxlen=_WINDOW)
        self._notices: deque[Notice] = deque(maxlen=_MOST_NOTICES)

    def heard(self, event: SendEvent) -> None:
        """Say what happened to the connection, or to a sound."""
        if isinstance(event, SoundGone):
            self._display.event(
                f"{event.error}; the broadcast goes on without it",
                {"event": "source", "source": event.source, "state": "gone", "text": str(event.error)},
            )
            return
        if isinstance(event, Lost):
            tell_lost(self._display, event, first=self._live)
            self._live = False
            return
        self._live = True
        again = " again, the same broadcast" if event.resumed else ""
        # Not the words themselves: what is printed ends up in logs.
        how = ", encrypted: add #secret=WORDS in a browser, or --secret to footlight watch" if self._encrypted else ""
        self._display.event(
            f"Live{again} {self._where}{how}",
            {
                "event": "connected",
                "broadcast": event.broadcast,
                "resumed": event.resumed,
                "page": self._page,
                "encrypted": self._encrypted,
            },
        )

    def show_at(self, page: str, where: str, *, encrypted: bool) -> None:
        """Tell from now on that it can be watched at ``page``, and in words that it is live ``where``.

        ``encrypted``: with a secret that its viewers need.
        """
        self._page, self._where, self._encrypted = page, where, encrypted

    def noticed(self, notice: Notice) -> None:
        """Keep what a source has to say until it is shown; may be called from any thread."""
        self._notices.append(notice)

    async def run(self, sender: Sender, keys: Keys | None = None) -> None:
        """Run the sender to its end, show how it goes, and do what ``keys`` say.

        Raises:
            FootlightError: as of `Sender.run`.
        """
        beside = [asyncio.create_task(self._show(sender))]
        if keys is not None:
            beside.append(asyncio.create_task(keys.run(sender, self._display)))
        try:
            await sender.run()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)
            self._tell_notices()
            self._display.clear()

    async def _show(self, sender: Sender) -> None:
        while True:
            await asyncio.sleep(_SHOW_EVERY)
            self._tell_notices()
            status = sender.status()
            self._looks.append((time.monotonic(), status))
            if len(self._looks) > 1 and self._live:
                self._tell(status)

    def _tell_notices(self) -> None:
        while self._notices:
            notice = self._notices.popleft()
            self._display.event(
                f"{notice.source}: {notice.text}",
                {"event": "source", "source": notice.source, "state": notice.state, "text": notice.text},
            )

    def _tell(self, now: SendStatus) -> None:
        (since, before), (until, _) = self._looks[0], self._looks[-1]
        fps = (now.pictures - before.pictures) / (until - since)
        kbps = (now.sent_bytes - before.sent_bytes) * 8 / 1_000 / (until - since)
        latency = milliseconds(now.latency) if now.latency is not None else None
        viewers = "1 viewer" if now.viewers == 1 else f"{'?' if now.viewers is None else now.viewers} viewers"
        lag = "" if latency is None else f"  {latency:.0f} ms"
        self._display.status(
            f"{fps:.1f} pictures/s  {kbps / 1_000:.2f} Mbit/s  {viewers}{lag}  {now.drops} dropped"
            + narrow_words(before, now)
            + wish_words(now.quality)
            + sound_words(now),
            {
                "fps": round(fps, 1),
                "bitrate_kbps": round(kbps),
                "viewers": now.viewers,
                "latency_ms": round(latency, 2) if latency is not None else None,
                "drops": now.drops,
                "bitrate_share": round(now.quality.network, 3),
                "groups_left_out": now.groups_left_out,
                "level_dbfs": None if now.level is None else round(now.level, 1),
                "muted": now.muted,
                "sound_dropped_ms": round(milliseconds(now.sound_dropped)),
            },
        )


def wish_words(quality: Quality) -> str:
    """What a person turned down, by keys."""
    wishes = (
        (quality.bitrate < 1, f"quality {quality.bitrate * 100:.0f} %"),
        (quality.shrink > 1, f"size 1/{quality.shrink:g}"),
        (quality.every > 1, f"rate 1/{quality.every}"),
    )
    return "".join(f"  {words}" for wished, words in wishes if wished)


def narrow_words(before: SendStatus, now: SendStatus) -> str:
    """What gives way to the network: groups of what is passed on, else the bitrate of what is coded here."""
    if now.groups_left_out:
        left_out = f"  narrow network: {now.groups_left_out} groups left out"
        return left_out if now.groups_left_out > before.groups_left_out else ""
    share = round(now.quality.network * 100)
    return f"  narrow network: {share} % of the bitrate" if share < 100 else ""


def sound_words(now: SendStatus) -> str:
    """The peak of the sound as a bar, 6 dB a step."""
    if now.level is None:
        return ""
    if now.muted:
        return "  sound muted"
    steps = min(_STEPS, max(0, round(now.level / 6) + _STEPS))
    return f"  sound {'#' * steps}{'.' * (_STEPS - steps)}"
