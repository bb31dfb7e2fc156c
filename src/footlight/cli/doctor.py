"""``footlight doctor``: what works on this machine, what does not, and what to do about it."""

from typing import Annotated

import typer

FAILED = 3
"""The exit status where something failed: the machine lacks it."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")] = False,
) -> None:
    """Try encoders, decoders, devices, the port and the disk, and say what to do about what fails.

    The exit status is 3 if something failed; what is only missing, like a camera, is a warning.

    \b
    Examples:
      footlight doctor
      footlight doctor --json
    """
    import json
    from dataclasses import asdict

    from footlight.cli.checks import examine

    failed = False
    for finding in examine():
        failed = failed or finding.status == "fail"
        if as_json:
            typer.echo(json.dumps(asdict(finding)))
            continue
        advice = f": {finding.advice}" if finding.advice else ""
        typer.echo(f"{finding.status:<4}  {finding.name:<11}  {finding.message}{advice}")
    if failed:
        raise typer.Exit(FAILED)
