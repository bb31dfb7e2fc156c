"""``footlight bench``: measure this machine."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from footlight.bench.report import Report

bench_app = typer.Typer(
    no_args_is_help=True, help="Measure Footlight on this machine: viewers a core, latency, slow viewers, capture."
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")]


@bench_app.command()
def fanout(
    viewers: Annotated[
        int | None, typer.Option(help="One crowd of so many; default: search for 80 % of a core.")
    ] = None,
    duration: Annotated[float, typer.Option(help="Seconds that each crowd is measured.")] = 8.0,
    tls: Annotated[bool, typer.Option("--tls", help="Encrypted connections.")] = False,
    as_json: AsJson = False,
) -> None:
    """How many viewers one core carries: 30 messages a second of 8 KB to each.

    It runs a server on core 0, and publisher and viewers on core 1; other servers with the same
    crowd follow, for comparison. It needs a C compiler.
    """
    from footlight.bench.fanout import FOOTLIGHT, FanoutOptions, Point, measure_fanout

    report = _report(as_json)
    columns = (
        *("server", "viewers", "core", "us_per_message", "p50_ms", "p99_ms", "max_ms"),
        *("missing", "lost", "memory_mb", "kb_per_viewer", "generator"),
    )
    options = FanoutOptions(viewers=viewers, duration=duration, tls=tls)
    report.heading(f"Fan-out, {'TLS' if tls else 'plain'}, 30 messages/s of 8 KB", columns)

    def on_point(point: Point) -> None:
        report.row(asdict(point))

    found = asyncio.run(measure_fanout(options, on_point))
    if not found:
        return
    own = found.pop(FOOTLIGHT)
    report.summary(
        {
            "peers": {name: peer.viewers_per_core for name, peer in found.items()},
            "us_per_message": own.point.us_per_message,
            "kb_per_viewer": own.point.kb_per_viewer,
            "p50_ms": own.point.p50_ms,
            "p99_ms": own.point.p99_ms,
            "tls": tls,
            "viewers_per_core": own.viewers_per_core,
        }
    )


def _report(as_json: bool) -> "Report":
    from footlight.bench.machine import describe
    from footlight.bench.report import JsonReport, TextReport

    report = JsonReport() if as_json else TextReport()
    report.machine(describe())
    return report
