"""Where the figures of `footlight bench` go."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from footlight.bench.report import Report

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")]


def open_report(as_json: bool) -> "Report":
    """A report that begins with this machine.

    Raises:
        ToolMissingError: the system is not Linux.
    """
    from footlight.bench.machine import describe
    from footlight.bench.report import JsonReport, TextReport

    report = JsonReport() if as_json else TextReport()
    report.machine(describe())
    return report


def told(goals: dict[str, bool]) -> dict[str, str]:
    """Goals as a summary has them."""
    return {name: "yes" if met else "no" for name, met in goals.items()}
