"""What the beginning of a word becomes."""

from pathlib import Path

import pytest

from footlight.client.chat.completion import Completing, Completion, Cycle
from footlight.client.chat.emoji import EMOJI, QUICK
from footlight.client.chat.told import CommandArgument, CommandUsage

NICK = CommandArgument("nick", "NICK")
TIMEOUT = CommandUsage(
    "timeout", "/timeout NICK [DURATION] [REASON]", "silence somebody", [],
    [NICK, CommandArgument("duration", "DURATION", True), CommandArgument("text", "REASON", True)],
)  # fmt: skip
COMMANDS = [
    TIMEOUT,
    CommandUsage(
        "private", "/private NICK TEXT", "write to somebody", ["w", "msg"], [NICK, CommandArgument("text", "TEXT")]
    ),
    CommandUsage("slow", "/slow DURATION", "slow down", [], [CommandArgument("duration", "DURATION")], "off"),
    CommandUsage("delete", "/delete MESSAGE", "delete", [], [CommandArgument("message", "MESSAGE")]),
    CommandUsage("clear", "/clear", "clear", [], []),
    CommandUsage("poll", "/poll", "ask", [], [CommandArgument("quoted", "CHOICE", many=True)]),
]
COMPLETING = Completing(COMMANDS)
NICKS = ("bob", "Ann", "Annika", "Émile")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/t", ["/timeout "]),
        ("/", ["/timeout ", "/private ", "/slow ", "/delete ", "/clear ", "/poll ", "/w ", "/msg "]),
        ("/W", ["/w "]),
        ("/timeout ", ["Ann ", "Annika ", "bob ", "Émile "]),
        ("/timeout an", ["Ann ", "Annika "]),
        ("/timeout @an", ["Ann ", "Annika "]),
        ("/timeout Ann 1", ["1m ", "10m ", "1h ", "1d "]),
        ("/timeout Ann 10m spam", []),
        ("/timeout Ann 10m ask @b", ["@bob "]),
        ("/slow o", ["off "]),
        ("/delete ", ["9 ", "7 ", "Ann ", "Annika ", "bob ", "Émile "]),
        ("/clear ", []),
        ("/nothing a", []),
        ("hello an", []),
        ("hello @an", ["@Ann ", "@Annika "]),
        ("@é", ["@Émile "]),
        ("hello @", ["@Ann ", "@Annika ", "@bob ", "@Émile "]),
        ("", []),
    ],
)
def test_the_word_at_the_end_is_completed(text: str, words: list[str]) -> None:
    found = COMPLETING.complete(text, NICKS, (7, 9))
    assert list(found.words) == words
    assert text[: found.start] == text[: max(text.rfind(" ") + 1, 0)]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("/time", "/timeout NICK [DURATION] [REASON]: to silence somebody"),
        ("/msg Ann", "/private NICK TEXT: to write to somebody"),
        ("/poll one two", "/poll: to ask"),
        ("/shout it", "there is no command /shout"),
        ("/", ""),
        ("hello", ""),
    ],
)
def test_what_is_typed_is_said(text: str, hint: str) -> None:
    assert COMPLETING.complete(text, NICKS).hint == hint


def test_one_word_after_the_other_takes_the_place_of_what_was_typed() -> None:
    cycle = Cycle()
    assert cycle.another(1) is None
    assert cycle.typed("hi @a", COMPLETING.complete("hi @a", NICKS))
    assert [cycle.another(by) for by in (1, 1, 1, -1)] == ["hi @Ann ", "hi @Annika ", "hi @Ann ", "hi @Annika "]
    assert not cycle.typed("hi @Annika ", Completion(11, (), ""))
    assert cycle.another(1) == "hi @Ann "
    assert cycle.typed("hi @Ann !", Completion(8, (), ""))
    assert cycle.another(1) is None


def test_where_there_is_one_word_only_it_goes_on_behind_it() -> None:
    cycle = Cycle()
    cycle.typed("/ti", COMPLETING.complete("/ti", NICKS))
    assert cycle.another(1) == "/timeout "
    assert cycle.typed("/timeout ", COMPLETING.complete("/timeout ", NICKS))
    assert cycle.another(-1) == "/timeout Émile "


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (":w", ()),
        ("12:30", ()),
        ("hi :wav", (":wavy: ", "👋 ")),
        ("hi :ADA", ("🎉 ",)),
        ("/private Ann :wavy", (":wavy: ",)),
    ],
)
def test_emotes_and_emoji_are_offered_behind_a_colon(text: str, words: tuple[str, ...]) -> None:
    assert Completing(COMMANDS, ["wavy", "abc"]).complete(text, NICKS).words == words


def test_one_reacts_with_what_is_taken_most_often_or_by_name() -> None:
    completing = Completing(COMMANDS, ["wavy"])
    assert completing.reaction("").words == (*QUICK, ":wavy:")
    assert completing.reaction(":wav").words == (":wavy:", "👋")


def test_emoji_have_the_names_of_the_pages() -> None:
    page = (Path(__file__).parents[3] / "web/app/chat/emoji.ts").read_text()
    assert [name for name, sign in EMOJI.items() if f"{name} {sign}" not in page] == []
