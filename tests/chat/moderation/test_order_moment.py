"""What somebody may is asked in the moment that it is written, and what is undone, once: others did something since."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import update

from footlight.chat.line import Done
from footlight.chat.moderation.bans import Bans
from footlight.chat.moderation.held import HeldLines
from footlight.chat.presence import Client
from footlight.chat.ranks import Rank
from footlight.chat.saying import say
from footlight.errors import FootlightError, MessageUnknownError, NotAllowedError
from footlight.model.channel import ChannelName
from footlight.store.models import Channel, ChatBan, ChatHeld
from tests.chat.kept import LOBBY
from tests.chat.moderation.house import House, client

Deed = Callable[[House, Client], Awaitable[object]]


async def entry(house: House, deed: str) -> int:
    return next(one.id for one in await house.log() if one.deed == deed)


async def undo(house: House, by: Client, deed: str) -> None:
    await house.order.undo(house.room, by, await entry(house, deed))


async def lift(house: House, by: Client) -> None:
    (ban,) = await Bans(house.kept.store).of(LOBBY)
    await house.order.lift(house.room, by, ban.id)


async def held(house: House) -> int:
    (line,) = await HeldLines(house.kept.store).of(LOBBY)
    return line.id


async def approve(house: House, by: Client) -> None:
    await house.order.approve(house.room, by, await held(house))


async def reject(house: House, by: Client) -> None:
    await house.order.reject(house.room, by, await held(house))


async def remove_filter(house: House, by: Client) -> None:
    (one,) = await house.filters.of(LOBBY)
    await house.filters.remove(house.room, by, one.id)


DEEDS: dict[str, Deed] = {
    "kick": lambda house, by: house.order.kick(house.room, by, "Gus"),
    "ban": lambda house, by: house.order.ban(house.room, by, "Gus"),
    "unban": lambda house, by: house.order.unban(house.room, by, "Eve"),
    "lift": lift,
    "timeout": lambda house, by: house.order.timeout(house.room, by, "Gus", 60),
    "untimeout": lambda house, by: house.order.untimeout(house.room, by, "Bob"),
    "warn": lambda house, by: house.order.warn(house.room, by, "Gus", "mind"),
    "clear": lambda house, by: house.order.clear(house.room, by),
    "slow": lambda house, by: house.order.slow(house.room, by, 7),
    "settings": lambda house, by: house.order.settings(house.room, by, {"guests": False}),
    "approve": approve,
    "reject": reject,
    "add a filter": lambda house, by: house.filters.add(house.room, by, "word", "rude", "hold"),
    "remove a filter": remove_filter,
    "undo a ban": lambda house, by: undo(house, by, "ban"),
    "undo a time-out": lambda house, by: undo(house, by, "timeout"),
    "undo a clearing": lambda house, by: undo(house, by, "clear"),
    "undo a change of the rules": lambda house, by: undo(house, by, "settings"),
    "undo a deletion": lambda house, by: undo(house, by, "delete"),
}
"""All that needs a rank."""


async def busy(house: House) -> None:
    """A room where all of that can be done."""
    ada, gus, eve = house.by("Ada"), house.enter("Gus"), house.enter("Eve")
    house.enter("Bob")
    await house.say(gus, "hello")
    await house.order.clear(house.room, ada)
    line = await house.say(gus, "hello again")
    assert line is not None
    await house.order.delete(house.room, ada, line)
    await house.order.ban(house.room, ada, "Eve")
    await house.order.timeout(house.room, ada, "Bob", 600)
    await house.order.settings(house.room, ada, {"hold_first": True})
    await house.filters.add(house.room, ada, "word", "spam", "refuse")
    assert eve.dismissed is not None
    assert await house.say(house.enter("Hal"), "a first line") is None


@pytest.mark.parametrize("deed", DEEDS)
async def test_who_keeps_order_no_more_is_late(house: House, deed: str) -> None:
    await busy(house)
    before = len(await house.log())
    ivo = house.by("Ada")
    # It is written down, and the room has not heard of it.
    house.ranks.of["ada"] = Rank.MEMBER
    with pytest.raises(NotAllowedError):
        await DEEDS[deed](house, ivo)
    assert len(await house.log()) == before
    house.ranks.of["ada"] = Rank.ADMIN
    await DEEDS[deed](house, ivo)
    assert len(await house.log()) == before + 1


@pytest.mark.parametrize("deed", ["ban", "timeout", "clear", "settings", "delete"])
async def test_of_two_who_undo_the_same_at_once_one_does(house: House, deed: str) -> None:
    await busy(house)
    house.ranks.of["mia"] = Rank.ADMIN
    undone = await entry(house, deed)
    both = [house.order.undo(house.room, house.by(who), undone) for who in ("Ada", "Mia")]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert None in done
    assert all(one is None or isinstance(one, MessageUnknownError) for one in done)
    assert [one.undoes for one in await house.log()].count(undone) == 1


@pytest.mark.parametrize("deed", ["unban", "lift", "undo a ban", "untimeout", "undo a time-out"])
async def test_who_is_more_since_is_let_in_by_who_stands_above(house: House, deed: str) -> None:
    await busy(house)
    mia = house.by("Mia")
    if "ban" in deed or deed == "lift":
        await house.order.unban(house.room, mia, "Eve")
        house.enter("Ann")
        await house.order.ban(house.room, mia, "Ann")
    who = "ann" if "ban" in deed or deed == "lift" else "bob"
    house.ranks.of[who] = Rank.MODERATOR
    deeds: dict[str, Deed] = {**DEEDS, "unban": lambda house, by: house.order.unban(house.room, by, "Ann")}
    with pytest.raises(NotAllowedError):
        await deeds[deed](house, mia)
    await deeds[deed](house, house.by("Ada"))


async def test_what_is_of_another_room_is_none_here(house: House) -> None:
    elsewhere = ChannelName("attic")
    async with house.kept.store.write() as session:
        if await session.get(Channel, elsewhere) is None:
            session.add(Channel(name=elsewhere, created_at=house.kept.clock.now()))
            await session.flush()
        ban = ChatBan(channel=elsewhere, device=b"eve", nick="Eve", reason="", at=house.kept.clock.now())
        session.add(ban)
        await session.flush()
        id = ban.id
    await busy(house)
    waits = await held(house)
    async with house.kept.store.write() as session:
        await session.execute(update(ChatHeld).values(channel=elsewhere))
    ada = house.by("Ada")
    for deed in (
        house.order.lift(house.room, ada, id), house.order.approve(house.room, ada, waits),
        house.order.reject(house.room, ada, waits),
    ):  # fmt: skip
        with pytest.raises(MessageUnknownError):
            await deed
    assert [one.id for one in await Bans(house.kept.store).of(elsewhere)] == [id]


async def test_only_who_keeps_order_announces_by_whatever_way(house: House) -> None:
    answered: list[Done | FootlightError] = []
    with pytest.raises(NotAllowedError):
        await say(house.room, client(house.enter("Eve")), "a", "hear", answered.append, kind="announce")
    await say(house.room, house.by("Mia"), "b", "hear all", answered.append, kind="announce")
    await asyncio.gather(*house.tasks)
    assert await house.kept.texts() == ["hear all"]
