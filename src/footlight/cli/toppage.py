"""What ``top`` shows of a server between two looks at it."""

from datetime import UTC, datetime
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from footlight.cli.oneline import printable
from footlight.client.overview import Broadcast, Overview, Rates, rates, since
from footlight.errors import FootlightError
from footlight.model.units import utc

_LATE_SECONDS = 0.05
"""An event loop that is later than this has a full core."""


def page(server: str, before: Overview, now: Overview) -> RenderableType:
    """The whole page, for a terminal."""
    went = rates(before, now)
    parts: list[RenderableType] = [_heading(server, now), _figures(now, went), Text()]
    if now.broadcasts:
        parts.append(_table(before, now, went.seconds))
    else:
        parts.append(Text("Nothing is on. Publish with: footlight send screen --to " + server + "/lobby", style="dim"))
    return Group(*parts)


def lost_page(server: str, error: FootlightError) -> RenderableType:
    """The page while the server does not answer."""
    return Group(
        Text(server, style="bold"), Text(f"{error} [{error.code}]", style="red"), Text("asking again", style="dim")
    )


def as_object(before: Overview, now: Overview) -> dict[str, Any]:
    """The same as one JSON object."""
    went = rates(before, now)
    return {
        "at": utc(now.at).isoformat(timespec="milliseconds"),
        "viewers": round(now.metrics.get("footlight_viewers", 0)),
        "sent_mbps": round(went.sent_bits / 1e6, 3),
        "received_mbps": round(went.received_bits / 1e6, 3),
        "sent_messages": round(went.sent_messages, 1),
        "core": round(went.core, 3),
        "loop_lag_ms": round(now.metrics.get("footlight_loop_lag_seconds", 0) * 1e3, 1),
        "latency_p50_ms": _milliseconds(went.latency_p50),
        "latency_p99_ms": _milliseconds(went.latency_p99),
        "broadcasts": [_broadcast(before, one, went.seconds) for one in now.broadcasts],
    }


def _heading(server: str, now: Overview) -> Text:
    live, away = (round(now.metrics.get(f"footlight_broadcasts{{{state}}}", 0)) for state in ("live", "away"))
    viewers = round(now.metrics.get("footlight_viewers", 0))
    away_words = f", {away} away" if away else ""
    watching = "1 viewer" if viewers == 1 else f"{viewers:,} viewers"
    return Text.assemble((server, "bold"), f"   {live} live{away_words}   {watching}")


def _figures(now: Overview, went: Rates) -> Text:
    late = now.metrics.get("footlight_loop_lag_seconds", 0)
    memory = now.metrics.get("process_resident_memory_bytes", 0)
    words = Text(
        f"out {_bits(went.sent_bits)} in {went.sent_messages:,.0f} messages/s   in {_bits(went.received_bits)}"
        f"   core {went.core:.0%}   memory {memory / 2**20:,.0f} MiB   "
    )
    words.append(f"loop late {late * 1e3:.0f} ms", style="red" if late > _LATE_SECONDS else "")
    if went.latency_p50 is not None and went.latency_p99 is not None:
        words.append(f"   latency p50 {_upto(went.latency_p50)}, p99 {_upto(went.latency_p99)}")
    lagging = round(now.metrics.get("footlight_lagging_viewers", 0))
    if lagging:
        words.append(f"   {lagging} behind", style="yellow")
    return words


def _table(before: Overview, now: Overview, elapsed: float) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("channel", no_wrap=True, min_width=8)
    table.add_column("state", no_wrap=True, min_width=5)
    table.add_column("for", justify="right", no_wrap=True, min_width=6)
    # What the others leave: it can be cut short and still tells the most.
    table.add_column("picture", no_wrap=True, overflow="ellipsis", ratio=1)
    for name in ("viewers", "Mbit/s in", "out", "ms"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    for one in sorted(now.broadcasts, key=lambda one: (-one.viewers, one.channel)):
        new = since(before, one)
        started = datetime.fromisoformat(one.started_at)
        table.add_row(
            one.channel,
            Text(one.state, style="green" if one.state == "live" else "yellow"),
            _duration((utc(now.at).astimezone(UTC) - started).total_seconds()),
            Text(printable(_picture(one))),  # the publisher's words, which are no markup
            f"{one.viewers:,}",
            f"{8 * new.received_bytes / elapsed / 1e6:.2f}",
            f"{8 * new.sent_bytes / elapsed / 1e6:.2f}",
            f"{new.latency_us / new.sent_messages / 1e3:.0f}" if new.sent_messages else "",
        )
    return table


def _broadcast(before: Overview, one: Broadcast, elapsed: float) -> dict[str, Any]:
    new = since(before, one)
    return {
        "channel": one.channel,
        "state": one.state,
        "viewers": one.viewers,
        "received_mbps": round(8 * new.received_bytes / elapsed / 1e6, 3),
        "sent_mbps": round(8 * new.sent_bytes / elapsed / 1e6, 3),
        "latency_ms": round(new.latency_us / new.sent_messages / 1e3, 1) if new.sent_messages else None,
    }


def _picture(one: Broadcast) -> str:
    pictures = [track for track in one.tracks if track.kind == "video"]
    sounds = len(one.tracks) - len(pictures)
    words = [f"{track.width}x{track.height} at {track.fps:g} {track.codec.partition('.')[0]}" for track in pictures[:1]]
    if len(pictures) > 1:
        words.append(f"{len(pictures) - 1} more")
    if sounds:
        words.append("sound" if sounds == 1 else f"{sounds} sounds")
    return ", ".join(words)


def _bits(bits: float) -> str:
    return f"{bits / 1e9:.2f} Gbit/s" if bits >= 1e9 else f"{bits / 1e6:.2f} Mbit/s"


def _upto(bound: float) -> str:
    return f"< {bound * 1e3:.0f} ms" if bound != float("inf") else "> 5 s"


def _milliseconds(bound: float | None) -> float | None:
    return None if bound is None or bound == float("inf") else round(bound * 1e3)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
