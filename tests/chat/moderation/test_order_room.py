"""Who keeps order clears a room, sets its rules, lets lines through, and takes back what was done."""

import pytest

from footlight.chat.moderation.log import sentence
from footlight.chat.moderation.rules import RoomRules, rules_of
from footlight.chat.ranks import Rank
from footlight.errors import MessageUnknownError, NotAllowedError, OptionInvalidError
from tests.chat.kept import LOBBY
from tests.chat.moderation.house import House, last


async def texts(house: House) -> list[str]:
    return [line.text for line in await house.kept.history.newest(LOBBY)]


async def test_a_cleared_room_shows_and_finds_nothing_of_before(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    first = await house.say(eve, "old words")
    last_one = await house.say(eve, "older words")
    assert first is not None
    await house.order.clear(house.room, mia)
    assert last(eve, "cleared")["up_to"] == last_one
    new = await house.say(eve, "new words")
    assert await texts(house) == ["new words"]
    assert await house.kept.found("words") == ["new words"]
    welcome = last(house.enter("Bob"), "welcome")
    assert [line["id"] for line in welcome["history"]] == [new]
    assert welcome["room"]["cleared"] == last_one
    for deed in (house.edit(eve, first, "changed"), house.order.delete(house.room, mia, first)):
        with pytest.raises(MessageUnknownError):
            await deed
    await house.reopen()
    assert [line["id"] for line in last(house.enter("Bob"), "welcome")["history"]] == [new]


async def test_what_was_cleared_comes_back(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    await house.say(eve, "old")
    await house.order.clear(house.room, mia)
    await house.say(eve, "new")
    await house.order.clear(house.room, mia)
    second, first = await house.log()
    with pytest.raises(MessageUnknownError, match="cleared again"):
        await house.order.undo(house.room, mia, first.id)
    await house.order.undo(house.room, mia, second.id)
    assert await texts(house) == ["new"]
    await house.order.undo(house.room, mia, first.id)
    assert await texts(house) == ["old", "new"]
    assert last(eve, "cleared")["up_to"] == 0
    assert [line["text"] for line in last(house.enter("Bob"), "welcome")["history"]] == ["old", "new"]
    assert await house.kept.found("old") == ["old"]


async def test_after_thirty_days_what_was_cleared_is_wiped(house: House) -> None:
    eve = house.enter("Eve")
    await house.say(eve, "old")
    await house.order.clear(house.room, house.by("Mia"))
    await house.say(eve, "new")
    assert await house.kept.lines.forget() == 0
    house.kept.clock.forward(31 * 24 * 3_600)
    (entry,) = await house.log()
    assert await house.kept.lines.forget() == 1
    assert await house.kept.lines.forget() == 0
    assert await texts(house) == ["new"]
    with pytest.raises(MessageUnknownError, match="wiped"):
        await house.order.undo(house.room, house.by("Mia"), entry.id)


async def test_what_was_cleared_a_little_ago_is_not_wiped_with_what_was_long_ago(house: House) -> None:
    mia, eve, day = house.by("Mia"), house.enter("Eve"), 24 * 3_600
    await house.say(eve, "old")
    await house.order.clear(house.room, mia)
    house.kept.clock.forward(20 * day)
    await house.say(eve, "newer")
    await house.order.clear(house.room, mia)
    house.kept.clock.forward(20 * day)
    assert await house.kept.lines.forget() == 1
    assert await house.kept.lines.forget() == 0
    await house.order.undo(house.room, mia, (await house.log())[0].id)
    assert await texts(house) == ["newer"]


async def test_what_is_brought_back_is_not_wiped(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    await house.say(eve, "old")
    await house.order.clear(house.room, mia)
    await house.order.undo(house.room, mia, (await house.log())[0].id)
    house.kept.clock.forward(31 * 24 * 3_600)
    await house.order.clear(house.room, mia)
    assert await house.kept.lines.forget() == 0


async def test_a_line_that_was_taken_away_is_in_the_log_and_comes_back(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    line = await house.say(eve, "hello")
    assert line is not None
    await house.order.delete(house.room, mia, line)
    assert last(eve, "deleted") == {"type": "deleted", "message": line, "by": "staff"}
    (entry,) = await house.log()
    assert (entry.deed, entry.by, entry.nick, entry.message, entry.undoable) == ("delete", "Mia", "Eve", line, True)
    await house.order.undo(house.room, mia, entry.id)
    assert last(eve, "edited")["line"]["text"] == "hello"
    undo, undone = await house.log()
    assert (undo.deed, undo.undoes, undone.undone, undone.undoable) == ("restore", entry.id, True, False)
    with pytest.raises(MessageUnknownError, match="already"):
        await house.order.undo(house.room, mia, entry.id)


async def test_a_line_is_taken_away_by_what_both_are_in_that_moment(house: House) -> None:
    mia, bob = house.by("Mia"), house.enter("Bob")
    line = await house.say(bob, "hello")
    assert line is not None
    for one, rank in (("bob", Rank.ADMIN), ("mia", Rank.MEMBER)):
        before, house.ranks.of[one] = house.ranks.of[one], rank
        with pytest.raises(NotAllowedError):
            await house.order.delete(house.room, mia, line)
        house.ranks.of[one] = before
    await house.order.delete(house.room, mia, line)


async def test_own_lines_that_are_deleted_are_nobody_elses_business(house: House) -> None:
    mia = house.enter("Mia")
    line = await house.say(mia, "oops")
    assert line is not None
    assert mia.client is not None
    await house.order.delete(house.room, mia.client, line)
    assert await house.log() == []


async def test_rules_are_told_kept_and_taken_back(house: House) -> None:
    mia, ada, eve = house.by("Mia"), house.by("Ada"), house.enter("Eve")
    await house.order.slow(house.room, mia, 30)
    assert last(eve, "settings")["settings"]["slow_seconds"] == 30
    await house.order.followers(house.room, mia, 0)
    await house.order.emote_only(house.room, mia, True)
    await house.order.unique(house.room, mia, True)
    rules = await house.order.settings(house.room, ada, {"guests": False, "slow_seconds": 60})
    assert rules == RoomRules(60, 0, emote_only=True, unique=True, guests=False)
    await house.reopen()
    assert house.room.conduct.rules == rules
    shown = last(house.enter("Eve"), "welcome")["room"]["settings"]
    assert (shown["slow_seconds"], shown["guests"], shown["followers_seconds"]) == (60, False, 0)
    newest = (await house.log())[0]
    assert sentence(newest) == "slow_seconds: 30 → 60, guests: on → off"
    # Half of it was a setting, which moderators do not set.
    with pytest.raises(NotAllowedError):
        await house.order.undo(house.room, house.by("Mia"), newest.id)
    await house.order.undo(house.room, house.by("Ada"), newest.id)
    assert (house.room.conduct.rules.slow_seconds, house.room.conduct.rules.guests) == (30, True)
    slow = (await house.log())[-1]
    await house.order.undo(house.room, house.by("Mia"), slow.id)
    assert house.room.conduct.rules.slow_seconds == 0


async def test_what_one_may_follows_the_rules(house: House) -> None:
    ada, eve = house.by("Ada"), house.enter("Eve")
    await house.order.settings(house.room, ada, {"guests": False})
    assert eve.take("you") == []
    await house.order.settings(house.room, ada, {"admins_listed": True})
    assert "admins" in last(eve, "you")["you"]["may"]
    assert "admins" in last(house.enter("Bob"), "welcome")["you"]["may"]
    await house.order.settings(house.room, ada, {"admins_listed": False})
    assert "admins" not in last(eve, "you")["you"]["may"]


async def test_a_change_that_changes_nothing_is_not_told(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    await house.order.slow(house.room, mia, 0)
    assert eve.take("settings") == []
    assert await house.log() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"slow_seconds": -1}, {"slow_seconds": 21_601}, {"slow_seconds": True}, {"slow_seconds": None},
        {"followers_seconds": 8_000_000}, {"emote_only": 1}, {"guests": None}, {"speed": 1},
        {"hold_new_accounts_hours": 2_161},
    ],
)  # fmt: skip
async def test_rules_have_bounds(house: House, changes: dict[str, int | bool | None]) -> None:
    with pytest.raises(OptionInvalidError):
        await house.order.settings(house.room, house.by("Ada"), changes)


async def test_members_set_nothing(house: House) -> None:
    ann = house.by("Ann")
    for deed in (
        house.order.slow(house.room, ann, 1),
        house.order.settings(house.room, house.by("Mia"), {"guests": False}),
        house.order.undo(house.room, ann, 1),
        house.order.approve(house.room, ann, 1),
        house.filters.add(house.room, house.by("Mia"), "word", "x", "refuse"),
    ):
        with pytest.raises(NotAllowedError):
            await deed


def test_settings_of_another_version_are_read() -> None:
    rules = RoomRules(slow_seconds=5, hold_first=True)
    assert rules_of(rules.as_json()) == rules
    assert rules_of('{"slow_seconds": 5, "of_the_future": 1}') == RoomRules(slow_seconds=5)
    assert rules_of(None) == RoomRules()


async def test_only_what_can_be_undone_is(house: House) -> None:
    mia = house.by("Mia")
    house.enter("Eve")
    await house.order.warn(house.room, mia, "Eve", "x")
    (entry,) = await house.log()
    assert not entry.undoable
    with pytest.raises(MessageUnknownError):
        await house.order.undo(house.room, mia, entry.id)
    with pytest.raises(MessageUnknownError):
        await house.order.undo(house.room, mia, 99)


async def test_the_log_is_read_by_pages(house: House) -> None:
    mia = house.by("Mia")
    for seconds in range(1, 6):
        await house.order.slow(house.room, mia, seconds)
    from footlight.chat.moderation.log import OrderLog

    log = OrderLog(house.kept.store)
    first = await log.page(LOBBY, limit=2)
    assert [entry.detail["after"]["slow_seconds"] for entry in first] == [5, 4]
    second = await log.page(LOBBY, before=first[-1].id, limit=2)
    assert [entry.detail["after"]["slow_seconds"] for entry in second] == [3, 2]
