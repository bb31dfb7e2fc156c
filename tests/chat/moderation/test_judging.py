"""Whether a line is written: by the rules, the filters, and how new its author is."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from footlight.chat.moderation.conduct import Ban, Silence
from footlight.chat.moderation.held import HeldLines
from footlight.chat.moderation.marks import Marks
from footlight.chat.moderation.rules import Value
from footlight.chat.opened import EmoteNames
from footlight.chat.ranks import Rank
from footlight.errors import (
    BannedError,
    LimitReachedError,
    MessageUnknownError,
    NotAllowedError,
    SlowDownError,
    TextInvalidError,
    TimedOutError,
)
from footlight.model.names import PersonName
from footlight.model.units import Micros
from footlight.store.models import Follow
from tests.chat.kept import LOBBY
from tests.chat.moderation.house import House, last

SECOND = 1_000_000


async def set(house: House, **changes: Value) -> None:
    await house.order.settings(house.room, house.by("Ada"), changes)


async def follow(house: House, person: str) -> None:
    async with house.kept.store.write() as session:
        session.add(Follow(person=person, channel=LOBBY, since=house.kept.clock.now()))


async def test_slow_mode_is_one_line_in_so_long_and_the_wait_is_told(house: House) -> None:
    await set(house, slow_seconds=30)
    eve, mia = house.enter("Eve"), house.enter("Mia")
    first = await house.say(eve, "one", "x1")
    with pytest.raises(SlowDownError) as slow:
        await house.say(eve, "two")
    assert slow.value.retry_after == 29 * SECOND
    # What was kept and is sent again is no second line.
    assert await house.say(eve, "one", "x1") == first
    await house.say(house.enter("Bob"), "another person")
    await house.say(mia, "one")
    await house.say(mia, "two")
    house.kept.clock.forward(29)
    await house.say(eve, "two")
    await house.reopen()
    with pytest.raises(SlowDownError):
        await house.say(house.enter("Eve"), "three")


async def test_followers_only(house: House) -> None:
    await set(house, followers_seconds=600)
    ann, eve = house.enter("Ann"), house.enter("Eve")
    for outlet in (ann, eve):
        with pytest.raises(NotAllowedError, match="follow"):
            await house.say(outlet, "hello")
    await follow(house, "ann")
    with pytest.raises(SlowDownError):
        await house.say(ann, "hello")
    house.kept.clock.forward(600)
    await house.say(ann, "hello")
    await house.say(house.enter("Mia"), "I keep order")


@pytest.mark.parametrize(
    ("text", "written"),
    [("🙂 👍🏽\n❤️", True), ("hello 🙂", False), (":wave:", False), ("1", False), ("🇩🇪👨‍👩‍👧", True)],
)
async def test_emotes_only(house: House, text: str, written: bool) -> None:
    await set(house, emote_only=True)
    eve = house.enter("Eve")
    if written:
        assert await house.say(eve, text)
    else:
        with pytest.raises(NotAllowedError, match="emotes"):
            await house.say(eve, text)


async def test_a_room_s_own_emotes_are_emotes(house: House) -> None:
    await set(house, emote_only=True)
    house.room.show_emotes(EmoteNames(1, frozenset({"wave"})))
    eve = house.enter("Eve")
    assert await house.say(eve, ":wave: :wave:\U0001f642")
    with pytest.raises(NotAllowedError):
        await house.say(eve, ":wave: :other:")


async def test_a_line_of_emotes_does_not_become_one_of_words(house: House) -> None:
    eve = house.enter("Eve")
    line = await house.say(eve, "🙂")
    assert line is not None
    await set(house, emote_only=True)
    with pytest.raises(NotAllowedError):
        await house.edit(eve, line, "hello")


async def test_nothing_is_said_twice(house: House) -> None:
    eve, bob = house.enter("Eve"), house.enter("Bob")
    await house.say(eve, "First!")
    await set(house, unique=True)
    for outlet, text in ((bob, "first"), (eve, "FIRST !!"), (bob, "fírst")):
        with pytest.raises(NotAllowedError, match="said here already"):
            await house.say(outlet, text)
    await house.say(bob, "second")
    await house.reopen()
    with pytest.raises(NotAllowedError):
        await house.say(house.enter("Eve"), "second")


async def test_nothing_becomes_by_a_change_what_was_said(house: House) -> None:
    eve, bob = house.enter("Eve"), house.enter("Bob")
    await house.say(eve, "first")
    await set(house, unique=True)
    line = await house.say(bob, "second")
    assert line is not None
    with pytest.raises(NotAllowedError, match="said here already"):
        await house.edit(bob, line, "FIRST")
    # How one's own line is spelt is changed as one likes.
    await house.edit(bob, line, "Second!")
    await house.edit(bob, line, "third")
    with pytest.raises(NotAllowedError, match="said here already"):
        await house.say(eve, "third")


async def test_guests_may_be_let_read_alone(house: House) -> None:
    await set(house, guests=False)
    with pytest.raises(NotAllowedError, match="sign in"):
        await house.say(house.enter("Eve"), "hello")
    await house.say(house.enter("Ann"), "hello")


async def test_a_first_line_waits_and_is_written_when_it_is_let_through(house: House) -> None:
    await set(house, hold_first=True)
    eve, mia = house.enter("Eve"), house.enter("Mia")
    assert await house.say(eve, "hello", "x1") is None
    assert last(eve, "held")["id"] == "x1"
    assert last(mia, "waiting")["count"] == 1
    assert eve.take("waiting") == []
    # Sent again it waits as it did.
    assert await house.say(eve, "hello", "x1") is None
    (held,) = await HeldLines(house.kept.store).of(LOBBY)
    assert (held.nick, held.text) == ("Eve", "hello")
    assert await house.kept.texts() == []
    await house.reopen()
    eve, mia = house.enter("Eve"), house.enter("Mia")
    assert last(mia, "waiting")["count"] == 1
    await house.order.approve(house.room, house.by("Mia"), held.id)
    line = last(eve, "message")["line"]
    assert (line["text"], line["author"]["nick"]) == ("hello", "Eve")
    assert last(mia, "waiting")["count"] == 0
    # Sent again it is that line; the next one does not wait.
    assert await house.say(eve, "hello", "x1") == line["id"]
    assert await house.say(eve, "and more")
    with pytest.raises(MessageUnknownError):
        await house.order.approve(house.room, house.by("Mia"), held.id)
    assert [entry.deed for entry in await house.log()] == ["approve", "settings"]


async def test_a_line_that_is_not_let_through_is_told_to_its_author_alone(house: House) -> None:
    await set(house, hold_first=True)
    eve, bob = house.enter("Eve"), house.enter("Bob")
    await house.say(eve, "hello")
    (held,) = await HeldLines(house.kept.store).of(LOBBY)
    await house.order.reject(house.room, house.by("Mia"), held.id)
    assert "hello" in last(eve, "notice")["text"]
    assert bob.take("notice", "message") == []
    assert await HeldLines(house.kept.store).of(LOBBY) == []
    assert await house.kept.texts() == []


@pytest.mark.parametrize("approved_first", [True, False])
async def test_of_those_who_decide_on_a_line_at_once_one_does(house: House, *, approved_first: bool) -> None:
    await set(house, hold_first=True)
    eve, mia, ada = house.enter("Eve"), house.by("Mia"), house.by("Ada")
    await house.say(eve, "hello")
    (held,) = await HeldLines(house.kept.store).of(LOBBY)
    order, room = house.order, house.room
    deeds = [order.approve(room, mia, held.id), order.approve(room, ada, held.id), order.reject(room, ada, held.id)]
    came = await asyncio.gather(*(deeds if approved_first else deeds[::-1]), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["MessageUnknownError", "MessageUnknownError", "NoneType"]
    newest = (await house.log())[0]
    approved = newest.deed == "approve"
    assert [one["type"] for one in eve.take("message", "notice")] == ["message" if approved else "notice"]
    assert await house.kept.texts() == (["hello"] if approved else [])
    assert (newest.message is not None) == approved
    assert [entry.deed for entry in await house.log()][1:] == ["settings"]
    assert room.waiting == 0


async def test_a_line_is_let_through_by_what_one_is_in_that_moment(house: House) -> None:
    await set(house, hold_first=True)
    mia = house.by("Mia")
    await house.say(house.enter("Eve"), "hello")
    (held,) = await HeldLines(house.kept.store).of(LOBBY)
    house.ranks.of["mia"] = Rank.MEMBER
    for deed in (house.order.approve, house.order.reject):
        with pytest.raises(NotAllowedError):
            await deed(house.room, mia, held.id)
    assert await HeldLines(house.kept.store).of(LOBBY) == [held]
    assert await house.kept.texts() == []


async def test_who_comes_to_keep_order_is_told_what_waits(house: House) -> None:
    await set(house, hold_first=True)
    bob = house.enter("Bob")
    await house.say(house.enter("Eve"), "hello")
    assert bob.take("waiting") == []
    house.room.became("p:bob", Rank.MODERATOR, PersonName("Bob"))
    assert [one.get("count") for one in bob.take("you", "waiting")] == [None, 1]
    house.room.became("p:bob", Rank.ADMIN, PersonName("Bob"))
    assert bob.take("waiting") == []


async def test_only_some_lines_of_one_wait(house: House) -> None:
    await set(house, hold_first=True)
    eve = house.enter("Eve")
    for number in range(3):
        assert await house.say(eve, f"line {number}") is None
    with pytest.raises(LimitReachedError):
        await house.say(eve, "line 3")
    await house.order.ban(house.room, house.by("Mia"), "Eve")
    assert await HeldLines(house.kept.store).of(LOBBY) == []
    assert house.room.waiting == 0


async def test_lines_of_new_accounts_wait(house: House) -> None:
    await set(house, hold_new_accounts_hours=24)
    ann = house.enter("Ann")
    assert await house.say(ann, "hello") is None
    assert await house.say(house.enter("Eve"), "a guest") is not None
    house.kept.clock.forward(24 * 3_600)
    assert await house.say(ann, "hello again") is not None


async def test_whose_lines_are_looked_at_first_changes_none_that_all_see(house: House) -> None:
    ann, eve = house.enter("Ann"), house.enter("Eve")
    line, other = await house.say(ann, "hello"), await house.say(eve, "a guest")
    assert line is not None
    assert other is not None
    await set(house, hold_new_accounts_hours=24)
    with pytest.raises(NotAllowedError, match="cannot be changed"):
        await house.edit(ann, line, "anything")
    await house.edit(eve, other, "a guest, still")
    await set(house, hold_new_accounts_hours=0, followers_seconds=0)
    with pytest.raises(NotAllowedError, match="follow it"):
        await house.edit(ann, line, "anything")
    await set(house, followers_seconds=None)
    await house.edit(ann, line, "hello all")


async def test_who_is_put_out_while_a_line_is_looked_at_does_not_write_it(house: House) -> None:
    await set(house, hold_new_accounts_hours=1)
    eve, bob = house.enter("Eve"), house.enter("Bob")
    house.kept.clock.forward(3_600)
    line = await house.say(bob, "before")
    assert line is not None
    attempts: list[Coroutine[Any, Any, object]] = [house.say(eve, "one more"), house.edit(bob, line, "other words")]
    for attempt in attempts:
        task = asyncio.create_task(attempt)
        # Until it asks the database.
        await asyncio.sleep(0)
        house.room.conduct.ban(Ban(1, Marks(devices=frozenset({b"Eve".ljust(32, b"."), b"Bob".ljust(32, b".")})), ""))
        with pytest.raises(BannedError):
            await task
        house.room.conduct.unban([1])
    task = asyncio.create_task(house.say(eve, "and another"))
    await asyncio.sleep(0)
    house.room.conduct.silence(Silence(1, Marks(devices=frozenset({b"Eve".ljust(32, b".")})), "", Micros(2**53)))
    with pytest.raises(TimedOutError):
        await task
    assert [one.text for one in await house.kept.history.newest(LOBBY)] == ["before"]


async def test_what_a_filter_catches_is_refused_waits_or_silences(house: House) -> None:
    ada, eve = house.by("Ada"), house.enter("Eve")
    for word, action in (("rude", "refuse"), ("maybe", "hold"), ("scam", "timeout")):
        await house.filters.add(house.room, ada, "word", word, action)
    with pytest.raises(TextInvalidError, match="filtered"):
        await house.say(eve, "r u d e!")
    assert await house.say(eve, "maybe") is None
    line = await house.say(eve, "hello")
    assert line is not None
    with pytest.raises(TextInvalidError):
        await house.edit(eve, line, "maybe so")
    with pytest.raises(TimedOutError):
        await house.say(eve, "a scam")
    assert last(eve, "timed_out")["until"] == house.kept.clock.now() + 600 * SECOND
    entry = (await house.log())[0]
    assert (entry.deed, entry.by, entry.nick, entry.undoable) == ("timeout", None, "Eve", True)
    with pytest.raises(TimedOutError):
        await house.say(eve, "hello")
    # Who keeps order says what they like.
    assert await house.say(house.enter("Mia"), "no scam, nor rude words")
    await house.reopen()
    with pytest.raises(TextInvalidError):
        await house.say(house.enter("Gus"), "rude")


async def test_what_is_kept_is_answered_as_it_was_whatever_holds_now(house: House) -> None:
    """It was acknowledged, but the answer was lost, and the server began anew."""
    eve = house.enter("Eve")
    line = await house.say(eve, "buy maybe", "x1")
    ada = house.by("Ada")
    await set(house, unique=True, slow_seconds=600)
    await house.filters.add(house.room, ada, "word", "buy", "hold")
    await house.reopen()
    assert await house.say(house.enter("Eve"), "buy maybe", "x1") == line
    await house.order.timeout(house.room, house.by("Mia"), "Eve", 60)
    assert await house.say(house.enter("Eve"), "buy maybe", "x1") == line
    with pytest.raises(TimedOutError):
        await house.say(house.enter("Eve"), "buy maybe", "x2")
    assert await house.kept.texts() == ["buy maybe"]
    assert await HeldLines(house.kept.store).of(LOBBY) == []


async def test_what_is_kept_does_not_wait_when_it_is_sent_again_after_a_restart(house: House) -> None:
    line = await house.say(house.enter("Eve"), "maybe", "one")
    await house.filters.add(house.room, house.by("Ada"), "word", "maybe", "hold")
    await house.reopen()
    assert await house.say(house.enter("Eve"), "maybe", "one") == line
    assert house.room.waiting == 0


async def test_a_line_that_was_refused_is_not_written_by_the_id_of_another(house: House) -> None:
    await house.filters.add(house.room, house.by("Ada"), "word", "rude", "refuse")
    await house.filters.add(house.room, house.by("Ada"), "word", "maybe", "hold")
    eve = house.enter("Eve")
    first = await house.say(eve, "hello", "x1")
    # It is the line that it was.
    assert await house.say(eve, "rude", "x1") == first
    assert await house.say(eve, "maybe", "x2") is None
    with pytest.raises(TextInvalidError):
        await house.say(eve, "rude", "x2")
    # Judged, and then not written, as there is no such line to answer.
    with pytest.raises(MessageUnknownError):
        await house.say(eve, "nice", "x3", reply_to=99)
    with pytest.raises(TextInvalidError):
        await house.say(eve, "rude", "x3")
    assert await house.kept.texts() == ["hello"]


async def test_repetition_is_caught_until_it_is_long_ago(house: House) -> None:
    await house.filters.add(house.room, house.by("Ada"), "repetition", "2", "refuse")
    eve = house.enter("Eve")
    await house.say(eve, "buy this")
    await house.say(eve, "Buy this!")
    with pytest.raises(TextInvalidError):
        await house.say(eve, "buy THIS")
    await house.say(house.enter("Bob"), "buy this")
    house.kept.clock.forward(600)
    await house.say(eve, "buy this")


async def test_a_preview_tells_what_a_filter_would_have_caught(house: House) -> None:
    ada, eve, bob = house.by("Ada"), house.enter("Eve"), house.enter("Bob")
    for number in range(105):
        house.kept.clock.forward(10)
        await house.say((eve, bob)[number % 2], f"line {number}" if number % 10 else "buy spam")
    preview = await house.filters.preview(house.room, ada, "word", "spam")
    assert preview.looked_at == 105
    assert len(preview.caught) == 11
    assert preview.caught[0].id < preview.caught[-1].id
    again = await house.filters.preview(house.room, ada, "repetition", "3")
    assert {line.text for line in again.caught} == {"buy spam"}
    assert 0 < len(again.caught) < 11
    assert await house.filters.of(LOBBY) == []
    with pytest.raises(NotAllowedError):
        await house.filters.preview(house.room, house.by("Mia"), "word", "spam")


async def test_a_filter_is_removed(house: House) -> None:
    ada = house.by("Ada")
    one = await house.filters.add(house.room, ada, "link", "*", "refuse")
    assert [(info.kind, info.pattern, info.action) for info in await house.filters.of(LOBBY)] == [
        ("link", "*", "refuse")
    ]
    await house.filters.remove(house.room, ada, one.id)
    assert await house.say(house.enter("Eve"), "https://example.org")
    with pytest.raises(MessageUnknownError):
        await house.filters.remove(house.room, ada, one.id)
    assert [entry.deed for entry in await house.log()] == ["filters", "filters"]
