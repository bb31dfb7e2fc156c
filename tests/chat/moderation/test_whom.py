"""Somebody is found by their nick: here, by their account, or by what they wrote."""

import pytest

from footlight.chat.ranks import Rank
from footlight.chat.whom import Whois
from footlight.errors import PersonUnknownError
from tests.chat.moderation.house import House, client


def whois(house: House) -> Whois:
    return Whois(house.kept.store, house.ranks)


async def test_who_is_here_is_found_by_a_nick_that_looks_like_theirs(house: House) -> None:
    house.enter("Pauline", device="phone", address="8.8.4.4")
    for typed in ("Pauline", "@pauline", " PAU1INE ", "Раuline"):
        whom = await whois(house).find(house.room, typed)
        assert (whom.nick, whom.person, whom.rank, whom.network) == ("Pauline", None, Rank.GUEST, "8.8.4.0/24")
        assert whom.devices == (b"phone".ljust(32, b"."),)


async def test_an_account_is_found_with_the_browsers_that_it_had(house: House) -> None:
    for device in ("laptop", "phone"):
        outlet = house.enter("Ann", device=device, address="8.8.4.4")
        await house.say(outlet, "hello")
        house.room.leave(client(outlet))
    house.kept.clock.forward(10)
    house.room.tick()
    away = await whois(house).find(house.room, "ann")
    assert (away.key, away.nick, away.person, away.rank) == ("p:ann", "Ann", "ann", Rank.MEMBER)
    assert away.address == "8.8.4.4"
    assert [device.rstrip(b".") for device in away.devices] == [b"phone", b"laptop"]
    house.enter("Ann", device="tablet")
    here = await whois(house).find(house.room, "Ann")
    assert [device.rstrip(b".") for device in here.devices] == [b"tablet", b"phone", b"laptop"]


async def test_a_guest_who_left_is_found_by_the_last_lines(house: House) -> None:
    eve = house.enter("Eve", address="8.8.4.4")
    await house.say(eve, "hello")
    house.room.leave(client(eve))
    house.kept.clock.forward(10)
    house.room.tick()
    whom = await whois(house).find(house.room, "EVE")
    assert (whom.nick, whom.person, whom.address) == ("Eve", None, "8.8.4.4")
    await house.reopen()
    assert (await whois(house).find(house.room, "eve")).address is None


@pytest.mark.parametrize("typed", ["Nobody", "", "@", "x" * 5_000, "' OR 1=1 --"])
async def test_nobody_is_found_who_is_not_there(house: House, typed: str) -> None:
    with pytest.raises(PersonUnknownError):
        await whois(house).find(house.room, typed)
