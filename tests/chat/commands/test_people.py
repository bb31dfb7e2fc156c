"""Who is here, and who keeps order."""

from footlight.chat.ranks import Rank
from tests.chat.commands.deck import Deck


async def test_who_is_here_is_listed_by_rank() -> None:
    deck = Deck()
    guy = deck.enter("Guy")
    deck.enter("Ann", Rank.MEMBER)
    deck.enter("Eve")
    deck.enter("Mia", Rank.MODERATOR)
    deck.stage.enter("reader")
    assert (await deck.notice(guy, "/users")).split("\n") == [
        "4 people are here, and 1 more read along.", "moderator: Mia", "member: Ann", "guest: Eve, Guy",
    ]  # fmt: skip


async def test_of_a_crowd_the_first_are_listed() -> None:
    deck = Deck()
    guy = deck.enter("Guy")
    for number in range(120):
        deck.stage.enter(f"d{number}", f"crowd{number:03}")
    told = await deck.notice(guy, "/listusers")
    assert told.startswith("121 people are here")
    assert told.endswith("… and 21 more.")
    assert len(told) < 4_000


async def test_who_keeps_order_is_listed_for_admins() -> None:
    deck = Deck()
    ada = deck.enter("Ada", Rank.ADMIN)
    assert (await deck.notice(ada, "/mods")).split("\n") == [
        "Order is kept here by", "owner: Olga", "admin: Ada (here)", "moderator: Mia",
    ]  # fmt: skip
    assert "only owners and admins may see" in await deck.refused(deck.enter("Guy"), "/listadmins")


async def test_a_setting_opens_it_to_everybody() -> None:
    deck = Deck()
    guy = deck.enter("Guy")
    rules = deck.stage.room.conduct.rules
    deck.stage.room.conduct.rules = rules.changed({"admins_listed": True})
    assert "moderator: Mia" in await deck.notice(guy, "/mods")
    assert "/listadmins" in await deck.notice(guy, "/help")
