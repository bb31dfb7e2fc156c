"""What `footlight bench chat` can be asked, and when its goals are reached."""

from dataclasses import replace
from typing import Any

import pytest

from footlight.bench.accounts.figures import Times
from footlight.bench.chat import options as asked
from footlight.bench.chat.beside import Beside
from footlight.bench.chat.crowds import Crowd
from footlight.bench.chat.flood import Flood
from footlight.bench.chat.measure import flood_goals, past_goals, room_goals, rooms_goals, video_goals
from footlight.bench.chat.options import PARTS, ChatOptions, parts
from footlight.errors import OptionInvalidError

CROWD = Crowd("one room", 100, 20, 50.0, 90.0, 95.0, 20.0, 0, 0, 0.3, 30.0, 0.1)
FLOOD = Flood("200 lines/s", 100, 2_000, 1_000, 0.0, 1_000, 1_000, {}, 0, 0, 0, 10.0, 20.0, 0.5, 0.1)
VIDEO = Beside("video alone", 10, 0, 1.0, 5.0, 8.0, 0, 0, 0.2)


@pytest.mark.parametrize("wrong", [{"people": 15}, {"people": 20_001}, {"seconds": 0.5}, {"lines": 1}])
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionInvalidError, match="--"):
        ChatOptions(**wrong)


def test_parts_are_chosen_by_name() -> None:
    assert parts([]) == PARTS
    assert parts(["flood", "room"]) == ("flood", "room")
    with pytest.raises(OptionInvalidError, match="--part wants one of room, rooms, flood, past, video"):
        parts(["rom"])


def test_crowds_are_made_of_as_many_people() -> None:
    full = ChatOptions()
    assert (full.people, full.rooms, full.writers, full.viewers) == (10_000, 100, 250, 1_000)
    few = ChatOptions(people=16)
    assert (few.rooms, few.writers, few.viewers) == (4, 16, 1)


def test_more_people_than_the_system_lets_in_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "raise_open_files", lambda: 1_024)
    ChatOptions(people=100).open_files()
    with pytest.raises(OptionInvalidError, match="ulimit -Hn"):
        ChatOptions(people=1_000).open_files()


@pytest.mark.parametrize(
    ("changes", "reached"),
    [
        ({}, [True, True, True]),
        ({"p99_ms": 100.0}, [True, True, False]),
        ({"p99_ms": 250.0}, [False, True, False]),
        ({"kb_per_person": 60.0}, [True, False, True]),
        ({"missing": 1}, [False, True, False]),
        ({"lost": 1}, [False, True, False]),
    ],
)
def test_goals_of_crowds(changes: dict[str, Any], reached: list[bool]) -> None:
    crowd = replace(CROWD, **changes)
    assert [*room_goals(crowd).values(), *rooms_goals(crowd).values()] == reached


@pytest.mark.parametrize(
    ("changes", "worst_ms", "reached"),
    [
        ({}, 199.0, [True, True]),
        ({}, 200.0, [True, False]),
        ({"kept": 1_050}, 1.0, [True, True]),
        ({"kept": 1_051}, 1.0, [False, True]),
        ({"kept": 900}, 1.0, [True, True]),
        ({"kept": 899}, 1.0, [False, True]),
        ({"kept": 810, "slowed": 0.1}, 1.0, [True, True]),
        ({"kept": 809, "slowed": 0.1}, 1.0, [False, True]),
        ({"offered": 500, "kept": 450}, 1.0, [True, True]),
        ({"otherwise": {"limit_reached": 1}}, 1.0, [False, True]),
        ({"unanswered": 1}, 1.0, [False, True]),
        ({"missing": 1}, 1.0, [False, True]),
        ({"lost": 1}, 1.0, [False, True]),
    ],
)
def test_goals_of_a_flood(changes: dict[str, Any], worst_ms: float, reached: list[bool]) -> None:
    commands = [Times("/kick", 3, 1.0, 1.0, 1.0), Times("/slow", 3, 1.0, 1.0, worst_ms)]
    assert list(flood_goals(replace(FLOOD, **changes), commands).values()) == reached


@pytest.mark.parametrize(("p95_ms", "reached"), [(49.9, True), (50.0, False)])
def test_goals_of_what_is_kept(p95_ms: float, reached: bool) -> None:
    asked = [Times("a page anywhere", 9, 1.0, 2.0, 90.0), Times("search: any word", 9, 1.0, p95_ms, 90.0)]
    assert list(past_goals(asked).values()) == [reached]


@pytest.mark.parametrize(("p99_ms", "lost", "reached"), [(14.9, 0, True), (15.0, 0, False), (5.0, 1, False)])
def test_goals_of_a_video(p99_ms: float, lost: int, reached: bool) -> None:
    beside = replace(VIDEO, what="beside a full chat", p99_ms=p99_ms, lost=lost)
    assert list(video_goals(VIDEO, beside).values()) == [reached]
