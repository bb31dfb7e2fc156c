"""Who keeps order puts people out, shuts them out and silences them; it holds when they come again."""

import asyncio

import pytest

from footlight.chat.moderation.bans import Bans
from footlight.chat.ranks import Rank
from footlight.errors import (
    BannedError,
    FootlightError,
    KickedError,
    NotAllowedError,
    OptionInvalidError,
    PersonUnknownError,
    TimedOutError,
)
from footlight.model.names import PersonName
from tests.chat.kept import LOBBY
from tests.chat.moderation.house import House, client, last

SECOND = 1_000_000


async def test_a_kick_closes_every_connection_and_keeps_them_out_for_half_a_minute(house: House) -> None:
    mia, eve, tab, bob = house.by("Mia"), house.enter("Eve"), house.enter("Eve"), house.enter("Bob")
    await house.order.kick(house.room, mia, "eve", "calm down")
    for outlet in (eve, tab):
        assert isinstance(outlet.dismissed, KickedError)
        assert "calm down" in str(outlet.dismissed)
    assert bob.dismissed is None
    with pytest.raises(KickedError) as out:
        house.enter("Evelyn", device="Eve")
    assert out.value.retry_after == 30 * SECOND
    with pytest.raises(KickedError):
        # The same browser, signed in.
        house.enter("Ann", device="Eve")
    house.kept.clock.forward(30)
    house.enter("Eve")


async def test_a_banned_guest_returns_by_no_nick_tab_account_or_browser_of_the_same_network(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve", address="8.8.4.4")
    await house.order.ban(house.room, mia, "Eve", "spam")
    assert isinstance(eve.dismissed, BannedError)
    await house.reopen()
    for who, device, address in (
        ("Eve", "Eve", "9.9.9.9"), ("Clara", "Eve", ""), ("Ann", "Eve", ""), ("Clara", "another", "8.8.4.99"),
    ):  # fmt: skip
        with pytest.raises(BannedError, match="spam"):
            house.enter(who, device=device, address=address)
    # An account of the same house, and a guest of another one.
    house.enter("Ann", device="another", address="8.8.4.99")
    house.enter("Clara", device="another", address="8.8.5.99")


async def test_a_banned_account_returns_by_none_of_its_browsers(house: House) -> None:
    mia = house.by("Mia")
    ann = house.enter("Ann", device="phone")
    await house.say(house.enter("Ann", device="laptop"), "hello")
    guest_tab = house.enter("Gina", device="phone")
    house.room.leave(client(house.enter("Ann", device="tablet")))
    await house.order.ban(house.room, mia, "@ann")
    assert isinstance(ann.dismissed, BannedError)
    assert isinstance(guest_tab.dismissed, BannedError)
    for who, device in (("Ann", "new"), ("Gina", "phone"), ("Gina", "laptop"), ("Bob", "laptop")):
        with pytest.raises(BannedError):
            house.enter(who, device=device)
    house.enter("Bob", device="other")


async def test_who_is_not_here_is_banned_by_what_they_wrote(house: House) -> None:
    eve = house.enter("Eve")
    await house.say(eve, "buy my things")
    house.room.leave(client(eve))
    await house.reopen()
    mia = house.by("Mia")
    await house.order.ban(house.room, mia, "EVE")
    with pytest.raises(BannedError):
        house.enter("Other", device="Eve")
    with pytest.raises(PersonUnknownError):
        await house.order.ban(house.room, mia, "Nobody")
    with pytest.raises(OptionInvalidError, match="banned already"):
        await house.order.ban(house.room, mia, "Eve")


async def test_a_ban_is_taken_back_by_name_by_its_id_and_in_the_log(house: House) -> None:
    mia = house.by("Mia")
    for how in ("name", "id", "log"):
        eve = house.enter("Eve", address="8.8.4.4")
        await house.order.ban(house.room, mia, "Eve", "spam")
        (ban,) = await Bans(house.kept.store).of(LOBBY)
        assert (ban.nick, ban.account, ban.browser, ban.network, ban.reason, ban.by) == (
            "Eve", False, True, "8.8.4.0/24", "spam", "Mia",
        )  # fmt: skip
        if how == "name":
            await house.order.unban(house.room, mia, "eve")
        elif how == "id":
            await house.order.lift(house.room, mia, ban.id)
        else:
            await house.order.undo(house.room, mia, (await house.log())[0].id)
        assert await Bans(house.kept.store).of(LOBBY) == []
        back = house.enter("Eve", address="8.8.4.4")
        house.kept.clock.forward(10)
        house.room.leave(client(back))
        assert eve.dismissed is not None
    with pytest.raises(PersonUnknownError):
        await house.order.unban(house.room, mia, "Eve")
    await house.reopen()
    house.enter("Eve", address="8.8.4.4")


async def test_a_time_out_is_counted_down_and_holds_for_who_comes_again(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    await house.order.timeout(house.room, mia, "Eve", 600, "spam")
    until = house.kept.clock.now() + 600 * SECOND
    assert last(eve, "timed_out") == {"type": "timed_out", "until": until, "reason": "spam"}
    with pytest.raises(TimedOutError, match="spam") as out:
        await house.say(eve, "but why")
    assert out.value.retry_after == until - house.kept.clock.now()
    await house.reopen()
    again = house.enter("Clara", device="Eve")
    assert last(again, "timed_out")["until"] == until
    for who in ("Eva", "Ann"):
        with pytest.raises(TimedOutError):
            await house.say(house.enter(who, device="Eve"), "hello")
    house.kept.clock.forward(600)
    await house.say(again, "hello")


async def test_who_is_silenced_changes_no_line_and_reacts_to_none(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    line = await house.say(eve, "hello")
    assert line is not None
    await house.order.timeout(house.room, mia, "Eve", 60)
    with pytest.raises(TimedOutError):
        await house.edit(eve, line, "buy my things")


async def test_a_time_out_takes_the_place_of_the_one_before_and_is_taken_back(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    await house.order.timeout(house.room, mia, "Eve", 6_000)
    await house.order.timeout(house.room, mia, "Eve", 60)
    house.kept.clock.forward(60)
    await house.say(eve, "short")
    await house.order.timeout(house.room, mia, "Eve", 60)
    eve.take()
    await house.order.untimeout(house.room, mia, "Eve")
    assert last(eve, "timed_out")["until"] <= house.kept.clock.now()
    await house.say(eve, "back")
    with pytest.raises(PersonUnknownError):
        await house.order.untimeout(house.room, mia, "Eve")
    await house.order.timeout(house.room, mia, "Eve", 60)
    await house.order.undo(house.room, mia, (await house.log())[0].id)
    await house.say(eve, "back again")
    await house.reopen()
    await house.say(house.enter("Eve"), "after a restart too")


async def test_a_warning_reaches_who_is_here_and_nobody_else(house: House) -> None:
    mia, eve, bob = house.by("Mia"), house.enter("Eve"), house.enter("Bob")
    await house.order.warn(house.room, mia, "Eve", "mind your words")
    assert last(eve, "warned") == {"type": "warned", "reason": "mind your words"}
    assert bob.take("warned") == []
    with pytest.raises(PersonUnknownError):
        await house.order.warn(house.room, mia, "Ann", "x")


@pytest.mark.parametrize("deed", ["kick", "ban", "warn", "timeout"])
async def test_nobody_does_it_to_their_equals_or_those_above(house: House, deed: str) -> None:
    async def do(by: str, nick: str) -> None:
        more = (60,) if deed == "timeout" else ()
        await getattr(house.order, deed)(house.room, house.by(by), nick, *more)

    house.ranks.of["bob"] = Rank.MODERATOR
    for by, nick in (("Mia", "Bob"), ("Mia", "Ada"), ("Mia", "Mia"), ("Ann", "Eve"), ("Eve", "Ann")):
        house.enter(nick)
        with pytest.raises(NotAllowedError):
            await do(by, nick)
    await do("Ada", "Bob")


async def test_of_two_who_put_each_other_out_at_once_the_ranks_of_that_moment_count(house: House) -> None:
    """One is made an admin, and is put out at once by who was above them when they typed it."""
    ada, mia = house.by("Ada"), house.by("Mia")
    house.ranks.of["mia"] = Rank.ADMIN
    with pytest.raises(NotAllowedError):
        await house.order.kick(house.room, ada, "Mia")
    # Who lost their rank a moment ago, and is not told yet.
    house.ranks.of["mia"] = Rank.MEMBER
    house.enter("Eve")
    for deed in (house.order.kick(house.room, mia, "Eve"), house.order.ban(house.room, mia, "Eve")):
        with pytest.raises(NotAllowedError):
            await deed
    with pytest.raises(NotAllowedError):
        await house.order.clear(house.room, mia)
    assert await house.log() == []


async def test_two_who_ban_one_at_once_ban_them_once(house: House) -> None:
    mia, ada = house.by("Mia"), house.by("Ada")
    house.enter("Eve")
    done = await asyncio.gather(
        house.order.ban(house.room, mia, "Eve"), house.order.ban(house.room, ada, "Eve"), return_exceptions=True
    )
    assert [type(one) for one in done if isinstance(one, FootlightError)] == [OptionInvalidError]
    assert len(await Bans(house.kept.store).of(LOBBY)) == 1


async def test_who_keeps_order_is_not_shut_out_with_a_guest_at_their_own_browser(house: House) -> None:
    mia = house.by("Mia")
    tab = house.enter("Troll", device="Mia")
    await house.order.ban(house.room, mia, "Troll")
    assert isinstance(tab.dismissed, BannedError)
    stays = house.enter("Mia")
    # Until they keep it no longer.
    house.room.became("p:mia", Rank.ADMIN, PersonName("Mia"))
    assert stays.dismissed is None
    house.room.became("p:mia", Rank.MEMBER, PersonName("Mia"))
    assert isinstance(stays.dismissed, BannedError)


@pytest.mark.parametrize("seconds", [0, -1, 14 * 24 * 3_600 + 1])
async def test_a_time_out_has_a_length(house: House, seconds: int) -> None:
    house.enter("Eve")
    with pytest.raises(OptionInvalidError):
        await house.order.timeout(house.room, house.by("Mia"), "Eve", seconds)


async def test_reasons_are_plain_and_short(house: House) -> None:
    mia, eve = house.by("Mia"), house.enter("Eve")
    await house.order.warn(house.room, mia, "Eve", "a\u202eb\n\u200bc")
    assert last(eve, "warned")["reason"] == "ab c"
    with pytest.raises(OptionInvalidError):
        await house.order.warn(house.room, mia, "Eve", "x" * 201)
