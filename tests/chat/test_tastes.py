"""What people chose for themselves is there again, and goes with them."""

import pytest

from footlight.chat.caller import Caller
from footlight.chat.line import Author
from footlight.chat.ranks import Rank
from footlight.chat.tastes import MOST_BLOCKED, NO_TASTE, Taste, Tastes
from footlight.errors import LimitReachedError, PersonUnknownError
from footlight.model.names import PersonName
from footlight.store.models import ChatBlock, Person
from tests.chat.kept import ANN, BOB, EVE, Kept


def caller(author: Author) -> Caller:
    return Caller("right", author.rank, author.device or b"", author.person, PersonName(author.nick))


async def test_a_colour_and_blocks_are_kept(kept: Kept) -> None:
    tastes = Tastes(kept.store, kept.clock)
    assert await tastes.of(caller(ANN)) == NO_TASTE
    await tastes.choose("ann", "teal")
    await tastes.choose("ann", "pink")
    for _ in range(2):
        await tastes.block("ann", BOB.key, "Bob")
        await tastes.block("ann", EVE.key, "Eve")
    assert await tastes.of(caller(ANN)) == Taste("pink", {BOB.key: "Bob", EVE.key: "Eve"})
    assert await tastes.of(caller(BOB)) == NO_TASTE
    await tastes.unblock("ann", BOB.key)
    await tastes.unblock("ann", BOB.key)
    assert (await tastes.of(caller(ANN))).blocked == {EVE.key: "Eve"}


async def test_a_blocked_account_is_called_as_it_is_now_and_is_gone_with_it(kept: Kept) -> None:
    tastes = Tastes(kept.store, kept.clock)
    await tastes.block("ann", BOB.key, "Bob")
    async with kept.store.write() as session:
        (await session.get_one(Person, "bob")).name = "Robert"
    assert (await tastes.of(caller(ANN))).blocked == {BOB.key: "Robert"}
    async with kept.store.write() as session:
        await session.delete(await session.get_one(Person, "bob"))
    assert (await tastes.of(caller(ANN))).blocked == {}


async def test_guests_have_none_that_is_kept(kept: Kept) -> None:
    assert await Tastes(kept.store, kept.clock).of(Caller("right", Rank.GUEST, b"d")) == NO_TASTE


async def test_accounts_that_are_gone_choose_nothing(kept: Kept) -> None:
    tastes = Tastes(kept.store, kept.clock)
    with pytest.raises(PersonUnknownError):
        await tastes.choose("ghost", "teal")
    with pytest.raises(PersonUnknownError):
        await tastes.block("ghost", BOB.key, "Bob")
    with pytest.raises(PersonUnknownError):
        await tastes.block("ann", "p:ghost", "Ghost")


async def test_one_blocks_only_so_many(kept: Kept) -> None:
    tastes = Tastes(kept.store, kept.clock)
    async with kept.store.write() as session:
        session.add_all(
            ChatBlock(person="ann", device=bytes([n % 256, n // 256] * 16), nick=f"g{n}", at=1)
            for n in range(MOST_BLOCKED)
        )
    with pytest.raises(LimitReachedError, match="unblock somebody first"):
        await tastes.block("ann", BOB.key, "Bob")
