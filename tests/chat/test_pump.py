"""What is done to the lines of a room, in order, by few transactions; and who is told what came of it."""

import asyncio

import pytest

from footlight.chat.line import Delete, Done, Edit, LineDeed, Say
from footlight.chat.pump import MOST_WAITING, Pump
from footlight.errors import FootlightError, SlowDownError, StoreUnavailableError
from tests.chat.stage import LOBBY, Stage, author

ANN = author("Ann")


class Log:
    """A pump, and all that it told, in order."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.lines = self.stage.lines
        self.pump = Pump(LOBBY, self.lines, self.stage._spawn, self._told)
        self.seen: list[str] = []

    def _told(self, _deed: LineDeed, done: Done) -> None:
        self.seen.append(f"all: {done.line.text}")

    def say(self, text: str) -> None:
        self.pump.do(Say(ANN, f"c{text}", text), lambda done: self._answered(text, done))

    def _answered(self, text: str, done: Done | FootlightError) -> None:
        self.seen.append(f"{text}: {done.code if isinstance(done, FootlightError) else done.line.id}")


async def test_who_asked_is_answered_before_all_are_told_and_all_is_in_order() -> None:
    log = Log()
    for text in ("one", "two", "three"):
        log.say(text)
    await log.stage.settle()
    assert log.seen == ["one: 1", "all: one", "two: 2", "all: two", "three: 3", "all: three"]
    assert log.pump.idle


async def test_what_comes_meanwhile_is_done_together() -> None:
    log = Log()
    log.lines.gate.clear()
    log.say("one")
    while not log.lines.asked:
        await _turn()
    for number in range(150):
        log.say(str(number))
    log.lines.gate.set()
    await log.stage.settle()
    assert log.lines.asked == [1, 100, 50]
    assert [one for one in log.seen if one.startswith("all")] == ["all: one", *(f"all: {n}" for n in range(150))]


async def test_what_is_taken_away_waits_for_no_crowd() -> None:
    log = Log()
    log.lines.gate.clear()
    log.say("one")
    while not log.lines.asked:
        await _turn()
    for number in range(MOST_WAITING):
        log.say(f"{number}")
    log.pump.do(Delete(ANN, 1), lambda _done: log.seen.append("taken away"))
    log.lines.gate.set()
    await log.stage.settle()
    assert 0 < log.seen.index("taken away") < 3 * 100
    assert log.seen[-1] == f"all: {MOST_WAITING - 1}"


async def test_one_that_is_refused_harms_no_other() -> None:
    log = Log()
    for text in ("one", "refused", "two"):
        log.say(text)
    await log.stage.settle()
    assert log.seen == ["one: 1", "all: one", "refused: not_allowed", "two: 2", "all: two"]


async def test_where_the_database_fails_all_who_wait_are_told_and_it_goes_on() -> None:
    log = Log()
    log.lines.error = StoreUnavailableError("the disk is full")
    log.say("one")
    log.say("two")
    await log.stage.settle()
    log.lines.error = None
    log.say("three")
    await log.stage.settle()
    assert log.seen == ["one: store_unavailable", "two: store_unavailable", "three: 1", "all: three"]


async def test_it_takes_only_so_much() -> None:
    log = Log()
    log.lines.gate.clear()
    for number in range(MOST_WAITING):
        log.say(str(number))
    with pytest.raises(SlowDownError) as told:
        log.say("more")
    assert told.value.retry_after == 1_000_000
    log.lines.gate.set()
    await log.stage.settle()
    log.say("again")
    await log.stage.settle()
    assert log.seen[-1] == "all: again"


async def test_what_is_no_change_is_told_to_nobody_else() -> None:
    log = Log()

    class Same:
        async def do(self, _channel: object, _deeds: object) -> list[Done | FootlightError]:
            return [Done(log.lines.kept[0], False)]

    log.say("one")
    await log.stage.settle()
    pump = Pump(LOBBY, Same(), log.stage._spawn, log._told)
    pump.do(Edit(ANN, 1, "one"), lambda done: log._answered("same", done))
    await log.stage.settle()
    assert log.seen == ["one: 1", "all: one", "same: 1"]


async def _turn() -> None:
    await asyncio.sleep(0)
