"""The line above the others: put there by who keeps order, followed as it changes, and there after a restart."""

import pytest

from footlight.chat.caller import Caller
from footlight.chat.line import Delete, Done, Edit, React
from footlight.chat.moderation.clearing import clear_room
from footlight.chat.moderation.log import OrderLog
from footlight.chat.opened import Opened
from footlight.chat.pins import Pins
from footlight.chat.presence import Client
from footlight.chat.ranks import Rank
from footlight.errors import FootlightError, MessageUnknownError, NotAllowedError
from footlight.model.names import PersonName
from tests.chat.givenranks import GivenRanks
from tests.chat.kept import EVE, LOBBY, OTHER, Kept
from tests.chat.stage import Outlet, Stage


def moderator(stage: Stage, rank: Rank = Rank.MODERATOR) -> Client:
    outlet = Outlet()
    return stage.room.enter(Caller("right", rank, b"browser", "mia", PersonName("Mia")), outlet)


@pytest.fixture
def pins(kept: Kept) -> Pins:
    return Pins(kept.store, kept.clock, kept.history, GivenRanks({"mia": Rank.MODERATOR}))


@pytest.fixture
def stage(kept: Kept) -> Stage:
    """A room on the same lines."""
    made = Stage(kept.clock)
    made.lines.do = kept.lines.do  # type: ignore[method-assign, assignment]
    return made


async def test_a_line_is_pinned_told_to_all_and_there_after_a_restart(kept: Kept, pins: Pins, stage: Stage) -> None:
    line, ann = await kept.say("read the rules"), stage.enter("Ann")
    await pins.pin(stage.room, moderator(stage), line.id)
    (told,) = ann.take("pinned")
    assert (told["line"]["id"], told["line"]["text"]) == (line.id, "read the rules")
    assert stage.enter("bob").take("welcome")[0]["room"]["pinned"] == told["line"]
    again = Stage(kept.clock, opened=Opened(pinned=await pins.of(LOBBY)))
    assert again.enter("Ann").take("welcome")[0]["room"]["pinned"] == told["line"]
    assert await pins.of(OTHER) is None
    (entry,) = await OrderLog(kept.store).page(LOBBY)
    assert (entry.deed, entry.by, entry.message, entry.undoable) == ("pin", "Mia", line.id, False)


async def test_another_line_takes_its_place_and_it_is_taken_down(kept: Kept, pins: Pins, stage: Stage) -> None:
    first, second, by = await kept.say("one"), await kept.say("two"), moderator(stage)
    await pins.pin(stage.room, by, first.id)
    await pins.pin(stage.room, by, second.id)
    pinned = await pins.of(LOBBY)
    assert pinned is not None
    assert pinned.id == second.id
    ann = stage.enter("Ann")
    ann.take()
    await pins.unpin(stage.room, by)
    await pins.unpin(stage.room, by)
    assert ann.take("pinned") == [{"type": "pinned"}]
    assert await pins.of(LOBBY) is None


async def test_what_is_pinned_quotes_no_line_that_is_gone(kept: Kept, pins: Pins, stage: Stage) -> None:
    line = await kept.say("secret words")
    answer = await kept.say("really?", reply_to=line.id)
    by = moderator(stage)
    await pins.pin(stage.room, by, answer.id)
    assert stage.enter("bob").take("welcome")[0]["room"]["pinned"]["reply"]["text"] == "secret words"
    await stage.room.have(Delete(EVE, line.id))
    assert stage.enter("cyd").take("welcome")[0]["room"]["pinned"]["reply"]["text"] == ""


async def test_what_is_pinned_is_as_the_line_is_now_and_goes_with_it(kept: Kept, pins: Pins, stage: Stage) -> None:
    line, ann = await kept.say("helo"), stage.enter("Ann")
    await pins.pin(stage.room, moderator(stage), line.id)
    ann.take()
    answers: list[Done | FootlightError] = []
    stage.room.do(React(EVE, line.id, "👍", True), answers.append)
    await stage.settle()
    assert ann.take("pinned") == []
    assert stage.enter("bob").take("welcome")[0]["room"]["pinned"]["reactions"] == [{"emoji": "👍", "count": 1}]
    stage.room.do(Edit(EVE, line.id, "hello"), answers.append)
    await stage.settle()
    assert [one["line"]["text"] for one in ann.take("pinned")] == ["hello"]
    stage.room.do(Delete(EVE, line.id), answers.append)
    await stage.settle()
    assert ann.take("pinned") == [{"type": "pinned"}]
    assert await pins.of(LOBBY) is None


async def test_only_lines_of_the_room_that_are_there_are_pinned(kept: Kept, pins: Pins, stage: Stage) -> None:
    by, elsewhere, gone = moderator(stage), await kept.say("there", channel=OTHER), await kept.say("gone")
    await kept.delete(gone.id)
    for message in (elsewhere.id, gone.id, 2**53 - 1):
        with pytest.raises(MessageUnknownError):
            await pins.pin(stage.room, by, message)
    assert await pins.of(LOBBY) is None


async def test_what_was_cleared_is_not_pinned_and_a_pinned_line_goes_with_it(
    kept: Kept, pins: Pins, stage: Stage
) -> None:
    by, first, second = moderator(stage), await kept.say("one"), await kept.say("two")
    await pins.pin(stage.room, by, second.id)
    async with kept.store.write() as session:
        await clear_room(session, LOBBY, kept.clock.now())
    assert await pins.of(LOBBY) is None
    for line in (first, second):
        with pytest.raises(MessageUnknownError):
            await pins.pin(stage.room, by, line.id)
    third = await kept.say("three")
    await pins.pin(stage.room, by, third.id)
    assert stage.room.pinned is not None
    assert stage.room.pinned.id == third.id


@pytest.mark.parametrize("rank", [Rank.GUEST, Rank.MEMBER, Rank.VIP])
async def test_only_who_keeps_order_pins(kept: Kept, pins: Pins, stage: Stage, rank: Rank) -> None:
    line, by = await kept.say("read me"), moderator(stage, rank)
    with pytest.raises(NotAllowedError, match="may pin a line"):
        await pins.pin(stage.room, by, line.id)
    with pytest.raises(NotAllowedError, match="may pin a line"):
        await pins.unpin(stage.room, by)
