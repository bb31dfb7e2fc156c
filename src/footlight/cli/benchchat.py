"""``footlight bench chat``: rooms full of people, floods, years of lines, and the video beside all that."""

import asyncio
from typing import Annotated

import typer

from footlight.cli.benchreport import AsJson, open_report, told


def chat(
    people: Annotated[int, typer.Option(help="People in one room; the other crowds are made of as many.")] = 10_000,
    seconds: Annotated[float, typer.Option(help="Seconds that each crowd is measured.")] = 20.0,
    lines: Annotated[int, typer.Option(help="Lines that are kept, for pages and searches.")] = 1_000_000,
    part: Annotated[
        list[str] | None,
        typer.Option(help="Only this part: room, rooms, flood, past or video. Can be given several times."),
    ] = None,
    postgres: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Keep the lines in this empty PostgreSQL database instead of SQLite."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How late a line is in a full room and in many small ones; floods, moderation, history, and the video beside.

    Each part has a server of its own, on core 0; people, viewers and publisher are on core 1. The part
    with the video needs a C compiler.

    \b
    Examples:
      footlight bench chat
      footlight bench chat --part room --people 2000 --seconds 10
      footlight bench chat --part past --postgres postgresql://footlight@/empty
    """
    from footlight.bench.chat.measure import measure_chat
    from footlight.bench.chat.options import ChatOptions, parts
    from footlight.clock import SystemClock

    options = ChatOptions(people, seconds, lines, parts(part or ()), postgres)
    report = open_report(as_json)
    report.summary({"goals": told(asyncio.run(measure_chat(options, SystemClock(), report)))})
