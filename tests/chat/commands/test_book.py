"""Every command, typed by every rank."""

import itertools
import re

import pytest

from footlight.chat.commands.help import as_table
from footlight.chat.line import Done
from footlight.chat.ranks import ALLOWED, COMMANDS, Rank
from footlight.errors import FootlightError, NotAllowedError, PersonUnknownError
from tests.chat.commands.deck import Deck
from tests.docs.pages import text

EXAMPLES = {
    "me": "/me waves",
    "private": "/private Eve hello",
    "nick": "/nick Other",
    "color": "/color teal",
    "block": "/block Eve",
    "unblock": "/unblock Eve",
    "listusers": "/listusers",
    "listadmins": "/listadmins",
    "help": "/help",
    "warn": "/warn Eve be kind",
    "timeout": "/timeout Eve 10m spam",
    "untimeout": "/untimeout Eve",
    "kick": "/kick Eve",
    "ban": "/ban Eve spam",
    "unban": "/unban Eve",
    "delete": "/delete 1",
    "clear": "/clear",
    "slow": "/slow 10s",
    "followers": "/followers 10m",
    "emoteonly": "/emoteonly",
    "uniquechat": "/uniquechat off",
    "announce": "/announce hello all",
    "pin": "/pin 1",
    "unpin": "/unpin",
    "poll": '/poll "Which?" "this" "that"',
    "vip": "/vip Eve",
    "unvip": "/unvip Eve",
    "mod": "/mod Eve",
    "unmod": "/unmod Eve",
    "addadmin": "/addadmin Eve",
    "removeadmin": "/removeadmin Eve",
}
ALSO = {"w": "private", "msg": "private", "users": "listusers", "mods": "listadmins"}


async def test_the_table_has_every_command_and_no_other() -> None:
    every = {command.name: command for command in Deck().book.all}
    assert {name for command in every.values() for name in command.names} == set(COMMANDS)
    assert set(EXAMPLES) == set(every)
    for command in every.values():
        assert {COMMANDS[name] for name in command.names} == {command.deed}


@pytest.mark.parametrize(("word", "rank"), list(itertools.product(sorted(COMMANDS), Rank)))
async def test_each_command_is_for_those_whom_the_table_names(word: str, rank: Rank) -> None:
    deck = Deck()
    deck.enter("Eve")
    one = deck.enter("Ann", rank)
    assert one.client is not None
    name = ALSO.get(word, word)
    _, _, rest = EXAMPLES[name].partition(" ")
    if name == "unblock":
        await deck.typed(one, "/block Eve")
    deck.scribe.asked.clear()
    answer = await deck.typed(one, f"/{word} {rest}")
    shown = {one.name for one in deck.book.described(deck.stage.room, one.client)}
    if rank in ALLOWED[COMMANDS[word]]:
        assert not isinstance(answer, FootlightError)
        assert name in shown
    else:
        assert isinstance(answer, NotAllowedError)
        assert str(answer).startswith("only ")
        assert deck.scribe.asked == []
        assert name not in shown


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("/warn Eve be  kind\n please", ("warn", "Eve", "be kind please")),
        ("/timeout Eve", ("timeout", "Eve", 600, "")),
        ("/TIMEOUT  @Eve  2h  spam", ("timeout", "Eve", 7200, "spam")),
        ("/untimeout Eve", ("untimeout", "Eve")),
        ("/kick Eve bye now", ("kick", "Eve", "bye now")),
        ("/ban Eve", ("ban", "Eve", "")),
        ("/unban Eve", ("unban", "Eve")),
        ("/delete #12", ("delete", 12)),
        ("/clear", ("clear",)),
        ("/slow 30", ("slow", 30)),
        ("/slow off", ("slow", 0)),
        ("/followers", ("followers", 0)),
        ("/followers 7d", ("followers", 604_800)),
        ("/followers OFF", ("followers", None)),
        ("/emoteonly off", ("emote_only", False)),
        ("/uniquechat", ("unique", True)),
        ("/pin 12", ("pin", 12)),
        ("/unpin", ("unpin",)),
        ('/poll "Which?" "this one" "that one" 2m', ("start", "Which?", ["this one", "that one"], 120)),
        ('/poll "Which?" this that', ("start", "Which?", ["this", "that"], 300)),
        ("/poll end", ("end",)),
        ("/vip Ann", ("give", "Ann", Rank.VIP)),
        ("/unvip Ann", ("take", "Ann", Rank.VIP)),
        ("/mod Ann", ("give", "Ann", Rank.MODERATOR)),
        ("/unmod Ann", ("take", "Ann", Rank.MODERATOR)),
        ("/addadmin Ann", ("give", "Ann", Rank.ADMIN)),
        ("/removeadmin Ann", ("take", "Ann", Rank.ADMIN)),
    ],
)
async def test_what_is_typed_is_what_is_done(typed: str, asked: tuple[object, ...]) -> None:
    deck = Deck()
    assert await deck.typed(deck.enter("Olga", Rank.OWNER), typed) is None
    assert deck.scribe.asked == [asked]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("/tiemout Eve", r"command_unknown: there is no command '/tiemout': did you mean /timeout\?"),
        ("/baan", r"did you mean /ban\?$"),
        ("/xyzzy", "type /help to see"),
        ("/", "type /help to see"),
        ("", "begins with a slash"),
        ("hello", "begins with a slash"),
        ("/\u202ekick", "type /help|did you mean"),
        ("/kick", r"option_invalid: NICK is missing: type /kick NICK \[REASON\]"),
        ("/timeout Eve 10x", r"is no duration.*: type /timeout NICK \[DURATION\] \[REASON\]"),
        ("/warn Eve", "REASON is missing: type /warn NICK REASON"),
        ("/warn Eve \u200b\u200b", "text_invalid: there is nothing to read.*: type /warn"),
        ("/clear now", "'now' is too much: type /clear"),
        ("/slow", "DURATION is missing: type /slow DURATION or /slow off"),
        ("/color beige", "none of the colours red, .*: type /color COLOUR"),
        ('/poll "Which?"', 'two choices are needed, in quotes: type /poll "QUESTION" "CHOICE" "CHOICE"'),
    ],
)
async def test_what_cannot_be_done_says_what_to_type(typed: str, why: str) -> None:
    deck = Deck()
    assert re.search(why, await deck.refused(deck.enter("Olga", Rank.OWNER), typed))


async def test_what_one_may_is_suggested_first_and_of_others_who_may() -> None:
    deck = Deck()
    guy = deck.enter("Guy")
    told = await deck.refused(guy, "/tiemout Eve")
    assert told.endswith("did you mean /timeout? That is for owners, admins and moderators")
    assert (await deck.refused(guy, "/mee hello")).endswith("did you mean /me?")


async def test_a_fault_of_what_does_it_is_told() -> None:
    deck = Deck()
    deck.scribe.error = PersonUnknownError("nobody here is called Eve")
    olga = deck.enter("Olga", Rank.OWNER)
    assert await deck.refused(olga, "/kick Eve") == "person_unknown: nobody here is called Eve"
    assert olga.take("notice") == []


async def test_what_was_done_is_told_to_who_did_it() -> None:
    deck = Deck()
    mia, eve = deck.enter("Mia", Rank.MODERATOR), deck.enter("Eve")
    mia.take()
    assert await deck.notice(mia, "/timeout Eve 90m") == "Eve writes nothing for 1 hour 30 minutes."
    assert eve.take("notice") == []


async def test_help_tells_what_one_may_type_and_how() -> None:
    deck = Deck()
    guy, mia = deck.enter("Guy"), deck.enter("Mia", Rank.MODERATOR)
    told = await deck.notice(guy, "/help")
    assert "/private NICK TEXT: write to somebody alone" in told
    assert "/kick" not in told
    assert "/kick NICK [REASON]" in await deck.notice(mia, "/help")
    assert await deck.notice(mia, "/help w") == (
        "Type /private NICK TEXT (also /w, /msg) to write to somebody alone, which the server can read."
    )
    assert "only owners, admins and moderators may put somebody out" in await deck.refused(guy, "/help kick")
    assert "did you mean /nick?" in await deck.refused(guy, "/help nikc")


async def test_commands_are_described_for_those_who_complete_them() -> None:
    deck = Deck()
    mia = deck.enter("Mia", Rank.MODERATOR)
    assert mia.client is not None
    described = {one.name: one for one in deck.book.described(deck.stage.room, mia.client)}
    timeout = described["timeout"]
    assert timeout.usage == "/timeout NICK [DURATION] [REASON]"
    assert [(one.kind, one.optional) for one in timeout.arguments] == [
        ("nick", False), ("duration", True), ("text", True),
    ]  # fmt: skip
    assert described["private"].aliases == ["w", "msg"]
    assert described["slow"].alone == "off"


async def test_a_line_is_meant_by_its_number_or_as_somebody_s_newest() -> None:
    deck = Deck()
    mia, eve = deck.enter("Mia", Rank.MODERATOR), deck.enter("Eve")
    for what in ("one", "two"):
        await deck.typed(eve, f"/me {what}")
    await deck.typed(mia, "/me looks")
    assert await deck.typed(mia, "/delete @EVE") is None
    assert await deck.typed(mia, "/pin 1") is None
    assert deck.scribe.asked == [("delete", 2), ("pin", 1)]
    assert "nobody called 'Guy' wrote here lately" in await deck.refused(mia, "/delete Guy")


async def test_an_announcement_is_a_line_of_its_own_kind() -> None:
    deck = Deck()
    mia = deck.enter("Mia", Rank.MODERATOR)
    answer = await deck.typed(mia, "/announce hello", id="x7")
    assert isinstance(answer, Done)
    assert mia.take("message")


def test_the_page_has_the_commands() -> None:
    table = as_table(Deck().book.all)
    assert table in text("docs/chat.md"), f"put this into docs/chat.md:\n{table}"


async def test_what_was_typed_is_quoted_in_its_letters_and_harmlessly() -> None:
    deck = Deck()
    mia = deck.enter("Mia", Rank.MODERATOR)
    assert "nobody called 'Zoë' wrote" in await deck.refused(mia, "/pin Zoë")
    assert "'/k\\u202eick'" in await deck.refused(mia, "/k\u202eick")
