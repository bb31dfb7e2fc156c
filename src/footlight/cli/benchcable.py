"""``footlight bench frames``, ``cable``, ``busy`` and ``outage``: arrays from one Python program to another."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from footlight.cli.benchreport import AsJson, open_report, told

if TYPE_CHECKING:
    from footlight.bench.busy import Behind
    from footlight.bench.outage import Returns
    from footlight.bench.passage.passage import Passage

_DELAYS: Final = ("path", "pictures", "lost", "p50_ms", "p95_ms", "p99_ms", "max_ms", "mbit_s")


def frames(
    duration: Annotated[float, typer.Option(help="Seconds that each way is measured.")] = 15.0,
    as_json: AsJson = False,
) -> None:
    """Arrays from one Python program to another: 1280x720 at 30/s, raw, as JPEG and as H.264, through a server.

    vidgear's NetGear and imagezmq carry the same pictures in the same run, without a server; make peers
    installs them, and without them their rows say so. Sender, server and receiver are processes of their own.

    \b
    Examples:
      footlight bench frames
      footlight bench frames --duration 60 --json
    """
    from footlight.bench.frames import FramesOptions, measure_frames

    options = FramesOptions(duration)
    report = open_report(as_json)
    report.heading(
        "Arrays of 1280x720 at 30/s", (*_DELAYS, "sender_cpu_ms", "server_cpu_ms", "receiver_cpu_ms", "note")
    )

    def on_passage(passage: "Passage") -> None:
        report.row(asdict(passage))

    measured = asyncio.run(measure_frames(options, on_passage))
    report.summary({one.path: one.p50_ms for one in measured})


def cable(
    duration: Annotated[float, typer.Option(help="Seconds that each way is measured.")] = 12.0,
    as_json: AsJson = False,
) -> None:
    """Arrays from one Python program straight to another: 1280x720 at 30/s, by the library, without a server.

    vidgear's NetGear, imagezmq and vidstream carry the same pictures in the same run; make peers
    installs them, and without them their rows say so. Both ends are processes of their own.

    \b
    Examples:
      footlight bench cable
      footlight bench cable --duration 60 --json
    """
    from footlight.bench.cable import CableOptions, goals, measure_cable

    options = CableOptions(duration)
    report = open_report(as_json)
    report.heading(
        "Arrays of 1280x720 at 30/s, from end to end",
        (*_DELAYS, "of_netgear", "sender_cpu_ms", "receiver_cpu_ms", "note"),
    )

    def on_row(row: Mapping[str, object]) -> None:
        report.row(row)

    measured = asyncio.run(measure_cable(options, on_row))
    report.summary({**{one.path: one.p50_ms for one in measured}, "goals": told(goals(measured))})


def busy(
    duration: Annotated[float, typer.Option(help="Seconds that each way is measured.")] = 20.0,
    as_json: AsJson = False,
) -> None:
    """A receiver that works 50 ms on each picture of 30/s: how old what it gets is, and what both ends keep.

    The same ends as of `footlight bench cable`, and peers beside them.

    \b
    Examples:
      footlight bench busy
      footlight bench busy --duration 60 --json
    """
    from footlight.bench.busy import BusyOptions, goals, measure_busy

    options = BusyOptions(duration)
    report = open_report(as_json)
    report.heading(
        "A receiver at work for 50 ms on each picture of 30/s",
        (
            *("path", "pictures", "passed_over", "p50_ms", "p99_ms", "max_ms", "last_ms"),
            *("sender_mb", "sender_growth_mb", "receiver_mb", "receiver_growth_mb", "note"),
        ),
    )

    def on_behind(behind: "Behind") -> None:
        report.row(asdict(behind))

    measured = asyncio.run(measure_busy(options, on_behind))
    report.summary({**{one.path: one.max_ms for one in measured}, "goals": told(goals(measured))})


def outage(
    duration: Annotated[float, typer.Option(help="Seconds for which an end is dead.")] = 20.0,
    times: Annotated[int, typer.Option(help="How often each end is killed.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Either end killed and started again: how soon there is a picture after its return.

    Four pairs of programs run beside each other: the sender listens or the receiver does, and the one
    or the other is killed.

    \b
    Examples:
      footlight bench outage
      footlight bench outage --duration 3 --times 2 --json
    """
    from footlight.bench.outage import OutageOptions, goals, measure_outage

    options = OutageOptions(duration, times)
    report = open_report(as_json)
    report.heading(
        f"Killed for {duration:g} s, and back",
        ("killed", "listens", "returns", "within_1_s", "never", "p50_s", "max_s"),
    )

    def on_returns(returns: "Returns") -> None:
        report.row(asdict(returns))

    measured = asyncio.run(measure_outage(options, on_returns))
    report.summary(
        {
            **{f"{one.killed} killed, {one.listens} listens": one.max_s for one in measured},
            "goals": told(goals(measured)),
        }
    )
