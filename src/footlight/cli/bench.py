"""``footlight bench``: measure this machine."""

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from footlight.cli.benchaccounts import accounts
from footlight.cli.benchcable import busy, cable, frames, outage
from footlight.cli.benchchat import chat
from footlight.cli.benchreport import AsJson, open_report, told
from footlight.model.latency import LatencyClass

bench_app = typer.Typer(
    no_args_is_help=True,
    help="Measure Footlight on this machine: viewers a core, latency, slow viewers, narrow links, capture.",
)


@bench_app.command()
def fanout(
    viewers: Annotated[
        int | None, typer.Option(help="One crowd of so many; default: search for 80 % of a core.")
    ] = None,
    duration: Annotated[float, typer.Option(help="Seconds that each crowd is measured.")] = 8.0,
    latency: Annotated[
        LatencyClass, typer.Option(help="Class of the crowd; but for interactive ones a busy server gathers packets.")
    ] = "interactive",
    beside: Annotated[int, typer.Option(help="So many interactive viewers beside the crowd, measured apart.")] = 0,
    tls: Annotated[bool, typer.Option("--tls", help="Encrypted connections.")] = False,
    as_json: AsJson = False,
) -> None:
    """How many viewers one core carries: 30 packets a second of 8 KB to each.

    It runs a server on core 0, and publisher and viewers on core 1; other servers with the same
    crowd follow, for comparison. It needs a C compiler.

    \b
    Examples:
      footlight bench fanout
      footlight bench fanout --viewers 1000 --latency crowd --beside 20
    """
    from footlight.bench.fanout import FOOTLIGHT, FanoutOptions, Point, measure_fanout

    report = open_report(as_json)
    columns = (
        *("server", "viewers", "core", "us_per_message", "p50_ms", "p99_ms", "max_ms"),
        *("missing", "lost", "memory_mb", "kb_per_viewer", "generator"),
        *(() if latency == "interactive" else ("bundle",)),
        *(("beside_p50_ms", "beside_p99_ms", "beside_max_ms", "beside_missing") if beside else ()),
    )
    options = FanoutOptions(viewers=viewers, duration=duration, latency=latency, beside=beside, tls=tls)
    kind = f"{latency} viewers, {'TLS' if tls else 'plain'}"
    report.heading(f"Fan-out, {kind}, 30 packets/s of 8 KB", columns)

    def on_point(point: Point) -> None:
        report.row(asdict(point))

    found = asyncio.run(measure_fanout(options, on_point))
    own = found.pop(FOOTLIGHT)
    report.summary(
        {
            "peers": {name: peer.viewers_per_core for name, peer in found.items()},
            "us_per_message": own.point.us_per_message,
            "kb_per_viewer": own.point.kb_per_viewer,
            "p50_ms": own.point.p50_ms,
            "p99_ms": own.point.p99_ms,
            "beside_p99_ms": own.point.beside_p99_ms,
            "latency": latency,
            "tls": tls,
            "searched": viewers is None,
            "viewers_per_core": own.viewers_per_core,
        }
    )


@bench_app.command()
def slow(
    viewers: Annotated[int, typer.Option(help="Viewers that keep up.")] = 300,
    slow: Annotated[int, typer.Option(help="Viewers that read at half the stream's speed.")] = 30,
    duration: Annotated[float, typer.Option(help="Seconds without the slow viewers, and again with them.")] = 20.0,
    as_json: AsJson = False,
) -> None:
    """What viewers that read too slowly see, and what they cost the others: 30 messages a second of 20 KB.

    It needs a C compiler.

    \b
    Examples:
      footlight bench slow
      footlight bench slow --viewers 500 --slow 50
    """
    from footlight.bench.slow import Phase, SlowOptions, measure_slow

    options = SlowOptions(viewers=viewers, slow=slow, duration=duration)
    report = open_report(as_json)
    report.heading(
        f"{viewers} viewers, then {slow} more at half speed",
        (
            *("what", "p50_ms", "p99_ms", "missing", "lost", "memory_min_mb", "memory_max_mb"),
            *("slow_p50_ms", "oldest_ms", "received", "skips"),
        ),
    )

    def on_phase(phase: Phase) -> None:
        report.row(asdict(phase))

    before, beside = asyncio.run(measure_slow(options, on_phase))
    report.summary(
        {
            "oldest_ms": beside.oldest_ms,
            "memory_growth_mb": round(beside.memory_max_mb - beside.memory_min_mb, 1),
            "p99_moved_ms": round(beside.p99_ms - before.p99_ms, 2),
        }
    )


@bench_app.command()
def latency(
    duration: Annotated[float, typer.Option(help="Seconds that each way is measured.")] = 15.0,
    as_json: AsJson = False,
) -> None:
    """From capture to a decoded picture: 1280x720 at 30/s through a server, in Python and in Chromium.

    Server, sender and watcher are processes of their own. Chromium is driven by Playwright; without
    them its rows say what to install.

    \b
    Examples:
      footlight bench latency
      footlight bench latency --duration 60 --json
    """
    from footlight.bench.latency import Latency, LatencyOptions, measure_latency

    options = LatencyOptions(duration=duration)
    report = open_report(as_json)
    report.heading(
        "Latency, H.264 1280x720 at 30/s",
        (
            *("path", "sent", "pictures", "p50_ms", "p95_ms", "p99_ms", "max_ms"),
            *("first_p50_ms", "first_p95_ms", "connects", "mbit_s", "note"),
        ),
    )

    def on_latency(latency: Latency) -> None:
        report.row(asdict(latency))

    measured = asyncio.run(measure_latency(options, on_latency))
    report.summary({f"{one.path}, {one.sent}": one.p50_ms for one in measured})


@bench_app.command()
def sync(
    duration: Annotated[float, typer.Option(help="Seconds that each way is measured.")] = 20.0,
    as_json: AsJson = False,
) -> None:
    """How far sound and picture are apart at a viewer: flashes and beeps of the test source, through a server.

    In Python by the times that frames are given, in Chromium by what is drawn and what goes to the speakers.

    \b
    Examples:
      footlight bench sync
      footlight bench sync --duration 60 --json
    """
    from footlight.bench.sync import Sync, SyncOptions, measure_sync

    options = SyncOptions(duration=duration)
    report = open_report(as_json)
    report.heading("Picture later than sound, H.264 1280x720 at 30/s, Opus", tuple(Sync.__slots__))

    def on_sync(measured: Sync) -> None:
        report.row(asdict(measured))

    measured = asyncio.run(measure_sync(options, on_sync))
    report.summary({one.path: one.median_ms for one in measured})


@bench_app.command()
def capture(
    duration: Annotated[float, typer.Option(help="Seconds of grabbing.")] = 15.0,
    as_json: AsJson = False,
) -> None:
    """What grabbing a 1080p screen 30 times a second and converting it to I420 costs.

    The screen is a virtual one (Xvfb), or where that is missing the one of DISPLAY.

    \b
    Examples:
      footlight bench capture
      footlight bench capture --duration 60 --json
    """
    from footlight.bench.capture import measure_capture

    report = open_report(as_json)
    cost = asdict(asyncio.run(measure_capture(duration)))
    report.heading("Grab and conversion, CPU milliseconds a picture", tuple(cost))
    report.row(cost)


@bench_app.command()
def throttle(
    narrow: Annotated[float, typer.Option(help="Seconds for which the link is narrow.")] = 25.0,
    after: Annotated[float, typer.Option(help="Seconds after its return.")] = 30.0,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw a graph of it.")] = None,
    as_json: AsJson = False,
) -> None:
    """What viewers see while the sender's link is cut from 10 to 1 Mbit/s, and after its return.

    The link is a relay in user space that holds 64 KB. Server, sender and viewer are processes of their own.

    \b
    Examples:
      footlight bench throttle
      footlight bench throttle --narrow 60 --svg throttle.svg
    """
    from footlight.bench.throttle import ThrottleOptions, measure_throttle
    from footlight.bench.throttlegraph import graph
    from footlight.bench.verdict import rows, verdict
    from footlight.clock import SystemClock

    options = ThrottleOptions(narrow, after)
    if svg is not None:
        _try_to_write(svg)
    report = open_report(as_json)
    run = asyncio.run(measure_throttle(options, SystemClock()))
    if svg is not None:
        svg.write_text(graph(run), encoding="utf-8")
    columns = ("at_s", "link_mbit_s", "mbit_s", "share", "pictures", "p50_ms", "max_ms", "gap_ms", "dropped")
    report.heading("A narrow link, H.264 1280x720 at 30/s", columns)
    for row in rows(run):
        report.row(asdict(row))
    found = verdict(run)
    report.summary({**asdict(found), "goals": told(found.goals)})


@bench_app.command()
def copy(
    duration: Annotated[float, typer.Option(help="Seconds that each way is measured.")] = 20.0,
    as_json: AsJson = False,
) -> None:
    """What passing a camera on costs: 1080p30 of 6 Mbit/s by HTTP, TCP and UDP, through a server.

    FFmpeg plays the camera; publisher and server are processes of their own.

    \b
    Examples:
      footlight bench copy
      footlight bench copy --duration 60 --json
    """
    from footlight.bench.copy import Copied, CopyOptions, measure_copy

    options = CopyOptions(duration=duration)
    report = open_report(as_json)
    columns = ("path", "core", "memory_mb", "mbit_s", "pictures_s", "missing", "latency_ms")
    report.heading("Passing on H.264 1920x1080 at 30/s, 6 Mbit/s", columns)

    def on_copied(copied: Copied) -> None:
        report.row(asdict(copied))

    measured = asyncio.run(measure_copy(options, on_copied))
    report.summary({one.path: one.core for one in measured})


def _try_to_write(path: Path) -> None:
    """Minutes before there is anything to write.

    Raises:
        FileUnwritableError: it cannot be written.
    """
    from footlight.errors import FileUnwritableError

    try:
        path.touch()
    except OSError as error:
        raise FileUnwritableError(f"--svg {path} cannot be written: {error.strerror}") from error


for command in (frames, cable, busy, outage, accounts, chat):
    bench_app.command()(command)
