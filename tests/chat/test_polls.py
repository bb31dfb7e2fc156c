"""Polls: begun and ended by those who may, voted on by all, counted once each, and there again after a restart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast

import pytest
from sqlalchemy import delete, select

from footlight.chat.caller import Caller
from footlight.chat.moderation.conduct import Silence
from footlight.chat.moderation.marks import Marks
from footlight.chat.moderation.rules import RoomRules
from footlight.chat.opened import Opened
from footlight.chat.polls import LONGEST, MOST_CHOICES, SHOWN, Polls
from footlight.chat.presence import Client
from footlight.chat.ranks import Rank
from footlight.errors import (
    FootlightError,
    NickNeededError,
    NotAllowedError,
    OptionInvalidError,
    StoreUnavailableError,
    TimedOutError,
)
from footlight.model.names import PersonName
from footlight.model.units import Micros, seconds
from footlight.store.models import Channel, ChatPoll, ChatPollVote, Person
from footlight.store.store import Store
from tests.chat.givenranks import GivenRanks
from tests.chat.kept import LOBBY, Kept
from tests.chat.stage import Outlet, Stage

SECOND = 1_000_000


@dataclass
class Hall:
    """A room, whose polls are kept in a database."""

    kept: Kept
    ranks: GivenRanks = field(default_factory=GivenRanks)
    polls: Polls = field(init=False)
    stage: Stage = field(init=False)
    _ids: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        self.polls = Polls(self.kept.store, self.kept.clock, self.ranks)
        self.stage = Stage(self.kept.clock)

    def enter(self, name: str, rank: Rank = Rank.MEMBER) -> Outlet:
        """Somebody with an account."""
        outlet = Outlet()
        self.ranks.given[name.lower()] = rank
        caller = Caller(f"right of {name}", rank, b"browser", name.lower(), PersonName(name))
        outlet.room, outlet.client = self.stage.room, self.stage.room.enter(caller, outlet)
        return outlet

    def guest(self, nick: str) -> Outlet:
        return self.stage.enter(nick.lower().ljust(32, "."), nick)

    @property
    def moderator(self) -> Client:
        return client(self.enter("Mia", Rank.MODERATOR))

    async def start(self, *choices: str, seconds: int = 60, question: str = "Tea?", id: str = "") -> None:
        given, made = choices or ("yes", "no"), id or f"x{next(self._ids)}"
        await self.polls.start(self.stage.room, self.moderator, made, question, given, seconds)

    @asynccontextmanager
    async def voting(self, *votes: tuple[Outlet, int]) -> AsyncIterator[list[asyncio.Task[None]]]:
        """Votes that wait to be kept when the block begins, and were answered when it ends."""
        tasks = [asyncio.create_task(self.polls.vote(self.stage.room, client(who), choice)) for who, choice in votes]
        await asyncio.sleep(0)
        yield tasks
        await self.polls.keep()
        await asyncio.wait(tasks)

    async def vote(self, who: Outlet, choice: int) -> None:
        async with self.voting((who, choice)) as (task,):
            pass
        task.result()

    def tell(self) -> None:
        self.polls.tell([self.stage.room])

    async def anew(self) -> "Hall":
        """After a restart."""
        hall = Hall(self.kept)
        hall.stage = Stage(self.kept.clock, opened=Opened(poll=await hall.polls.of(LOBBY)))
        return hall


def client(outlet: Outlet) -> Client:
    assert outlet.client is not None
    return outlet.client


def counts(outlet: Outlet) -> Any:
    """How votes stand by what was told last."""
    return [choice["votes"] for choice in outlet.take("poll")[-1]["poll"]["choices"]]


@pytest.fixture
def hall(kept: Kept) -> Hall:
    return Hall(kept)


async def test_a_poll_is_told_to_all_who_are_there_and_to_who_comes(hall: Hall) -> None:
    ann = hall.enter("Ann")
    await hall.start("green", "black")
    (told,) = ann.take("poll")
    assert told["poll"] == {
        "id": told["poll"]["id"], "question": "Tea?", "ends_at": hall.kept.clock.now() + 60 * SECOND, "over": False,
        "choices": [{"text": "green", "votes": 0}, {"text": "black", "votes": 0}],
    }  # fmt: skip
    (welcome,) = hall.guest("Eve").take("welcome")
    assert welcome["room"]["poll"] == told["poll"]
    assert "voted" not in welcome


async def test_each_has_one_vote_and_may_change_it(hall: Hall) -> None:
    ann, bob, eve = hall.enter("Ann"), hall.enter("Bob"), hall.guest("Eve")
    await hall.start()
    await hall.vote(ann, 0)
    await hall.vote(bob, 0)
    await hall.vote(eve, 1)
    hall.tell()
    assert counts(ann) == [2, 1]
    await hall.vote(bob, 1)
    await hall.vote(bob, 1)
    hall.kept.clock.forward(1)
    hall.tell()
    assert counts(ann) == [1, 2]
    assert hall.enter("Bob").take("welcome")[0]["voted"] == 1


async def test_tallies_are_told_once_a_second_and_only_where_they_changed(hall: Hall) -> None:
    people = [hall.guest(f"Eve{number}x") for number in range(20)]
    await hall.start()
    watching = hall.enter("Ann")
    watching.take()
    for who in people:
        await hall.vote(who, 0)
        hall.tell()
    assert [told["poll"]["choices"][0]["votes"] for told in watching.take("poll")] == [1]
    hall.kept.clock.forward(1)
    hall.tell()
    hall.kept.clock.forward(1)
    hall.tell()
    assert [told["poll"]["choices"][0]["votes"] for told in watching.take("poll")] == [20]


async def test_votes_that_come_at_once_are_kept_in_one_transaction_and_the_last_of_each_counts(hall: Hall) -> None:
    ann, eve = hall.enter("Ann"), hall.guest("Eve")
    await hall.start()
    async with hall.voting((ann, 0), (eve, 0), (ann, 1)) as tasks:
        assert not any(task.done() for task in tasks)
    assert [task.exception() for task in tasks] == [None, None, None]
    hall.tell()
    assert counts(ann) == [1, 1]
    again = await hall.anew()
    assert [choice.votes for choice in again.stage.room.poll.shown.choices] == [1, 1]  # type: ignore[union-attr]


async def test_a_poll_and_what_each_chose_are_there_after_a_restart(hall: Hall) -> None:
    ann, eve = hall.enter("Ann"), hall.guest("Eve")
    await hall.start()
    await hall.vote(ann, 1)
    await hall.vote(eve, 0)
    again = await hall.anew()
    assert again.enter("Ann").take("welcome")[0]["voted"] == 1
    (welcome,) = again.guest("Eve").take("welcome")
    assert welcome["voted"] == 0
    assert [choice["votes"] for choice in welcome["room"]["poll"]["choices"]] == [1, 1]
    await again.vote(again.enter("Ann"), 0)
    assert [one.votes for one in (await again.anew()).stage.room.poll.shown.choices] == [2, 0]  # type: ignore[union-attr]


async def test_a_poll_ends_by_itself_also_while_nobody_is_there(hall: Hall) -> None:
    ann = hall.enter("Ann")
    await hall.start(seconds=60)
    ann.take()
    hall.kept.clock.forward(59)
    hall.tell()
    assert ann.take("poll") == []
    hall.kept.clock.forward(1)
    with pytest.raises(NotAllowedError, match="is over"):
        await hall.polls.vote(hall.stage.room, client(ann), 0)
    hall.tell()
    assert [told["poll"]["over"] for told in ann.take("poll")] == [True]
    hall.tell()
    assert ann.take("poll") == []
    with pytest.raises(OptionInvalidError, match="no poll"):
        await hall.polls.vote(hall.stage.room, client(ann), 0)
    (welcome,) = (await hall.anew()).enter("Bob").take("welcome")
    assert welcome["room"]["poll"]["over"] is True
    hall.kept.clock.forward(seconds(SHOWN))
    hall.tell()
    assert "poll" not in hall.enter("Bob").take("welcome")[0]["room"]
    assert await hall.polls.of(LOBBY) is None


async def test_who_may_not_write_does_not_vote(hall: Hall) -> None:
    ann, eve, conduct = hall.enter("Ann"), hall.guest("Eve"), hall.stage.room.conduct
    await hall.start()
    await hall.vote(ann, 0)
    until = Micros(hall.kept.clock.now() + 10 * SECOND)
    conduct.silence(Silence(1, Marks(frozenset({"ann"})), "spam", until))
    conduct.rules = RoomRules(guests=False)
    # Sent again, it is theirs already.
    await hall.vote(ann, 0)
    with pytest.raises(TimedOutError):
        await hall.vote(ann, 1)
    with pytest.raises(NotAllowedError, match="guests only read along"):
        await hall.vote(eve, 1)
    hall.tell()
    assert counts(ann) == [1, 0]


async def test_a_poll_that_is_sent_again_is_one_also_after_a_restart_and_its_end(hall: Hall) -> None:
    await hall.start(id="same")
    again = await hall.anew()
    again._ids = hall._ids
    await again.start(id="same")
    with pytest.raises(OptionInvalidError, match="there is a poll already"):
        await again.start(id="other")
    await again.polls.end(again.stage.room, again.moderator)
    await again.start(id="same")
    assert again.stage.room.poll is not None
    assert again.stage.room.poll.over
    await again.start(id="other")
    assert not again.stage.room.poll.over


async def test_polls_of_long_ago_are_forgotten_with_their_votes(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlight.chat.polls._FORGOTTEN_AT_ONCE", 2)
    people = [hall.enter("Ann"), hall.enter("Bob"), hall.guest("Eve")]
    await hall.start()
    for who in people:
        await hall.vote(who, 0)
    hall.kept.clock.forward(20 * 86_400)
    hall.tell()
    await hall.start()
    await hall.vote(people[0], 1)
    assert await hall.polls.forget() == 0
    hall.kept.clock.forward(11 * 86_400)
    assert [await hall.polls.forget() for _ in range(3)] == [3, 2, 0]
    async with hall.kept.store.read() as session:
        assert [len((await session.scalars(select(kind))).all()) for kind in (ChatPoll, ChatPollVote)] == [1, 1]


async def test_a_poll_is_ended_before_its_time(hall: Hall) -> None:
    ann = hall.enter("Ann")
    await hall.start()
    await hall.vote(ann, 1)
    await hall.polls.end(hall.stage.room, hall.moderator)
    told = ann.take("poll")[-1]["poll"]
    assert (told["over"], told["ends_at"]) == (True, hall.kept.clock.now())
    assert [choice["votes"] for choice in told["choices"]] == [0, 1]
    again = await hall.anew()
    assert again.stage.room.poll is not None
    assert again.stage.room.poll.over
    with pytest.raises(OptionInvalidError, match="no poll"):
        await hall.polls.end(hall.stage.room, hall.moderator)
    await hall.start(question="Cake?")


async def test_a_vote_that_waits_when_its_poll_is_ended_is_refused(hall: Hall) -> None:
    ann = hall.enter("Ann")
    await hall.start()
    async with hall.voting((ann, 1)) as (task,):
        await hall.polls.end(hall.stage.room, hall.moderator)
    with pytest.raises(NotAllowedError, match="is over"):
        task.result()


async def test_a_vote_that_is_sent_again_is_answered_alike_also_when_the_poll_is_over(hall: Hall) -> None:
    ann, room = hall.enter("Ann"), hall.stage.room
    await hall.start()
    assert room.poll is not None
    await hall.vote(ann, 1)
    await hall.polls.end(room, hall.moderator)
    await hall.polls.vote(room, client(ann), 1, room.poll.id)
    with pytest.raises(OptionInvalidError, match="no poll"):
        await hall.polls.vote(room, client(ann), 0, room.poll.id)


async def test_a_vote_is_for_the_poll_that_was_shown(hall: Hall) -> None:
    ann, room = hall.enter("Ann"), hall.stage.room
    await hall.start()
    assert room.poll is not None
    first = room.poll.id
    await hall.polls.end(room, hall.moderator)
    await hall.start(question="Cake?")
    with pytest.raises(NotAllowedError, match="is over"):
        await hall.polls.vote(room, client(ann), 0, first)


async def test_only_one_poll_is_on_also_where_two_are_begun_at_once(hall: Hall) -> None:
    done = await asyncio.gather(hall.start(), hall.start(), return_exceptions=True)
    assert [type(one) for one in done] == [type(None), OptionInvalidError]


@pytest.mark.parametrize("rank", [Rank.GUEST, Rank.MEMBER, Rank.VIP])
async def test_only_who_keeps_order_holds_polls(hall: Hall, rank: Rank) -> None:
    by = client(hall.enter("Bob", rank))
    with pytest.raises(NotAllowedError, match="may hold a poll"):
        await hall.polls.start(hall.stage.room, by, "x1", "Tea?", ["yes", "no"], 60)
    await hall.start()
    with pytest.raises(NotAllowedError, match="may hold a poll"):
        await hall.polls.end(hall.stage.room, by)


@pytest.mark.parametrize(
    ("question", "choices", "seconds"),
    [
        ("Tea?", ["yes"], 60),
        ("Tea?", [], 60),
        ("Tea?", [str(number) for number in range(MOST_CHOICES + 1)], 60),
        ("Tea?", ["yes", "YES"], 60),
        ("Tea?", ["yes", "y" * 81], 60),
        ("?" * 201, ["yes", "no"], 60),
        ("\u200b", ["yes", "no"], 60),
        ("Tea?", ["yes", " "], 60),
        ("Tea?", ["yes", "no"], 9),
        ("Tea?", ["yes", "no"], LONGEST + 1),
    ],
)
async def test_what_is_no_poll_is_refused(hall: Hall, question: str, choices: list[str], seconds: int) -> None:
    with pytest.raises(FootlightError) as refused:
        await hall.polls.start(hall.stage.room, hall.moderator, "x1", question, choices, seconds)
    assert refused.value.code in ("option_invalid", "text_invalid")
    assert await hall.polls.of(LOBBY) is None


async def test_who_keeps_order_no_more_begins_and_ends_none(hall: Hall) -> None:
    by = hall.moderator
    await hall.start()
    hall.ranks.given["mia"] = Rank.MEMBER
    with pytest.raises(NotAllowedError, match="may hold a poll"):
        await hall.polls.end(hall.stage.room, by)
    hall.ranks.given.clear()
    with pytest.raises(NotAllowedError, match="may hold a poll"):
        await hall.polls.end(hall.stage.room, by)
    poll = await hall.polls.of(LOBBY)
    assert poll is not None
    assert not poll.over


async def test_who_only_reads_along_does_not_vote_and_there_are_no_other_choices(hall: Hall) -> None:
    await hall.start()
    with pytest.raises(NickNeededError):
        await hall.polls.vote(hall.stage.room, client(hall.stage.enter("reader")), 0)
    with pytest.raises(OptionInvalidError, match="has 2"):
        await hall.polls.vote(hall.stage.room, client(hall.enter("Ann")), 2)


async def test_what_cannot_be_kept_is_said_to_who_voted_and_harms_nobody_else(hall: Hall) -> None:
    ann, bob = hall.enter("Ann"), hall.enter("Bob")
    await hall.start()
    async with hall.kept.store.write() as session:
        await session.execute(delete(Person).where(Person.id == "bob"))
    async with hall.voting((ann, 0), (bob, 0)) as (one, other):
        pass
    one.result()
    with pytest.raises(NotAllowedError, match="account is gone"):
        other.result()
    hall.tell()
    assert counts(ann) == [1, 0]
    async with hall.kept.store.write() as session:
        await session.execute(delete(Channel).where(Channel.name == LOBBY))
    with pytest.raises(NotAllowedError, match="is over"):
        await hall.vote(ann, 1)


class Away:
    """A database that cannot be reached."""

    @asynccontextmanager
    async def write(self) -> AsyncIterator[None]:
        raise StoreUnavailableError("the database is away")
        yield


async def test_who_votes_while_the_database_is_away_is_told(hall: Hall) -> None:
    ann = hall.enter("Ann")
    await hall.start()
    hall.polls = Polls(cast(Store, Away()), hall.kept.clock, hall.ranks)
    with pytest.raises(StoreUnavailableError):
        await hall.vote(ann, 1)
    assert hall.enter("Ann").take("welcome")[0].get("voted") is None


async def test_who_goes_while_the_vote_waits_holds_up_nobody(hall: Hall) -> None:
    ann, bob = hall.enter("Ann"), hall.enter("Bob")
    await hall.start()
    async with hall.voting((ann, 0), (bob, 0)) as (one, other):
        one.cancel()
        await asyncio.sleep(0)
    other.result()
    hall.tell()
    assert counts(bob) == [2, 0]
