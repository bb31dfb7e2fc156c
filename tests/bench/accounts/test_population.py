"""The people and channels of the bench are such as a server knows."""

from pathlib import Path

from sqlalchemy import func, select

from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import Action, may
from footlight.accounts.sessions import Sessions
from footlight.bench.accounts.population import PASSWORD, PUBLIC, populate
from footlight.bench.server import CHANNEL
from footlight.model.names import person_name
from footlight.store.models import Channel, Person
from footlight.store.store import open_store
from tests.fakes.clock import HandClock


async def test_members_may_watch_what_they_do_not_own(tmp_path: Path) -> None:
    clock = HandClock()
    population = await populate(tmp_path, people=12, channels=7, signed_in=4, clock=clock)
    assert [person_name(name) for name in population.names] == list(population.names)
    async with open_store(tmp_path) as store:
        sessions, book = Sessions(store, clock), ChannelBook(store, clock, Passwords())
        async with store.read() as session:
            assert await session.scalar(select(func.count()).select_from(Person)) == 12
            assert await session.scalar(select(func.count()).select_from(Channel)) == 7 + 2
        members = [await sessions.who(secret) for secret in population.members]
        assert len({who.person for who in members}) == 4
        places = [info.place for info in (await book.infos([*population.channels, CHANNEL])).values()]
        for place in places:
            assert {may(Action.WATCH, who, place) for who in members} == {True}
            assert {may(Action.EDIT, who, place) for who in members} == {False}
            assert not may(Action.WATCH, None, place)
        assert may(Action.EDIT, await sessions.who(population.owner), (await book.info(CHANNEL)).place)
        assert may(Action.WATCH, None, (await book.info(PUBLIC)).place)
        assert await Passwords().verify(population.password_hash, PASSWORD)
