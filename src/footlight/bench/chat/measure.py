"""The whole of `footlight bench chat`, one part after the other, each on a server of its own."""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from footlight.bench.accounts.figures import Times
from footlight.bench.chat.beside import Beside, measure_beside
from footlight.bench.chat.crowds import Crowd, measure_room, measure_rooms
from footlight.bench.chat.flood import Flood, measure_flood
from footlight.bench.chat.options import ChatOptions, Part
from footlight.bench.chat.past import GOAL_MS, measure_past
from footlight.bench.machine import pin, require_linux
from footlight.bench.report import Report
from footlight.bench.server import LOAD_CORE
from footlight.model.clock import Clock
from footlight.store.store import open_store

ROOM_GOAL_MS: Final = 250.0
"""A line in one full room, p99."""
ROOM_GOAL_KB: Final = 60.0
ROOMS_GOAL_MS: Final = 100.0
"""A line in many rooms, p99."""
COMMAND_GOAL_MS: Final = 200.0
"""Until a command is seen to act, at worst."""
VIDEO_GOAL_MS: Final = 10.0
"""By which the video's p99 may move."""

_ASKED: Final = 200
"""How often each question is asked of what was said."""
_TIMES: Final = tuple(Times.__slots__)

Goals = dict[str, bool]


async def measure_chat(options: ChatOptions, clock: Clock, report: Report) -> Goals:
    """Measure the wanted parts, and tell each figure as it comes; gives the goals, and whether each was reached.

    Raises:
        ToolMissingError: no Linux, or no C compiler.
        OptionInvalidError: more people than the system allows.
        ConnectionFailedError: a server does not start, or does not do what it should.
    """
    require_linux()
    options.open_files()
    pin(0, LOAD_CORE)
    parts: dict[Part, Callable[[ChatOptions, Clock, Report], Awaitable[Goals]]] = {
        "room": _room,
        "rooms": _rooms,
        "flood": _flood,
        "past": _past,
        "video": _video,
    }
    goals: Goals = {}
    for name, part in parts.items():
        if name in options.parts:
            reached = await part(options, clock, report)
            for goal, yes in reached.items():
                report.note(f"{'reached' if yes else 'missed'}: {goal}")
            goals |= reached
    return goals


async def _room(options: ChatOptions, clock: Clock, report: Report) -> Goals:
    report.heading(f"{options.people:,} people in one room, a line a second", tuple(Crowd.__slots__))
    crowd = await measure_room(options, clock)
    report.row(asdict(crowd))
    return room_goals(crowd)


async def _rooms(options: ChatOptions, clock: Clock, report: Report) -> Goals:
    each = options.rooms
    report.heading(f"{each:,} rooms of {each:,} people, two lines a second in each", tuple(Crowd.__slots__))
    crowd = await measure_rooms(options, clock)
    report.row(asdict(crowd))
    return rooms_goals(crowd)


async def _flood(options: ChatOptions, clock: Clock, report: Report) -> Goals:
    report.heading(f"{options.writers:,} people write four times what they may", tuple(Flood.__slots__))
    flood, commands = await measure_flood(options, clock)
    report.row(asdict(flood))
    report.heading("Until a command is seen to act meanwhile, by somebody else", _TIMES)
    for one in commands:
        report.row(asdict(one))
    return flood_goals(flood, commands)


async def _past(options: ChatOptions, clock: Clock, report: Report) -> Goals:
    where = "SQLite" if options.postgres is None else "PostgreSQL"
    report.heading(f"{options.lines:,} lines kept in {where}, and a page of them or a search", _TIMES)
    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        async with open_store(Path(folder), options.postgres) as store:
            asked = await measure_past(store, clock, options.lines, _ASKED, lambda one: report.row(asdict(one)))
    return past_goals(asked)


async def _video(options: ChatOptions, clock: Clock, report: Report) -> Goals:
    title = f"{options.viewers:,} viewers of a video, and {options.people:,} people in its chat"
    report.heading(title, tuple(Beside.__slots__))
    alone, beside = await measure_beside(options, clock)
    report.row(asdict(alone))
    report.row(asdict(beside))
    return video_goals(alone, beside)


def room_goals(crowd: Crowd) -> Goals:
    return {
        f"one room within {ROOM_GOAL_MS:g} ms, 99 of 100": _within(crowd, ROOM_GOAL_MS),
        f"a person in {ROOM_GOAL_KB:g} KB": crowd.kb_per_person < ROOM_GOAL_KB,
    }


def rooms_goals(crowd: Crowd) -> Goals:
    return {f"many rooms within {ROOMS_GOAL_MS:g} ms, 99 of 100": _within(crowd, ROOMS_GOAL_MS)}


def flood_goals(flood: Flood, commands: Sequence[Times]) -> Goals:
    return {
        "limits hold": flood.held,
        f"commands act within {COMMAND_GOAL_MS:g} ms": all(one.max_ms < COMMAND_GOAL_MS for one in commands),
    }


def past_goals(asked: Sequence[Times]) -> Goals:
    return {f"a page and a search within {GOAL_MS:g} ms, 95 of 100": all(one.p95_ms < GOAL_MS for one in asked)}


def video_goals(alone: Beside, beside: Beside) -> Goals:
    moved = beside.p99_ms - alone.p99_ms
    return {f"the video's p99 moved by less than {VIDEO_GOAL_MS:g} ms": moved < VIDEO_GOAL_MS and not beside.lost}


def _within(crowd: Crowd, goal_ms: float) -> bool:
    """Whether lines came in time, all of them and to everybody."""
    return crowd.p99_ms < goal_ms and not (crowd.missing or crowd.lost)
