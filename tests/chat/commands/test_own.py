"""What one does for oneself, or as oneself: nicks, colours, private lines, blocks."""

from footlight.chat.line import Done
from footlight.chat.ranks import Rank
from footlight.errors import FootlightError
from tests.chat.commands.deck import Deck
from tests.chat.stage import guest


async def test_what_one_does_is_the_same_line_when_it_is_sent_again() -> None:
    deck = Deck()
    guy = deck.enter("Guy")
    answer = await deck.typed(guy, "/me  waves ", id="x1")
    assert isinstance(answer, Done)
    assert answer.line.text == "waves"
    assert guy.take("message")
    assert (await deck.refused(guy, "/me")) == "option_invalid: TEXT is missing: type /me TEXT"


async def test_commands_that_say_something_count_as_lines() -> None:
    deck = Deck()
    guy = deck.enter("Guy")
    deck.enter("Eve")
    for text in ("/me a", "/private Eve b", "/color teal", "/block Eve", "/nick Other"):
        assert not isinstance(await deck.typed(guy, text), FootlightError)
    assert (await deck.refused(guy, "/me again")).startswith("slow_down")
    assert (await deck.refused(guy, "/w Eve again")).startswith("slow_down")
    assert await deck.typed(guy, "/help") is None


async def test_a_guest_takes_another_nick_and_is_told_why_not() -> None:
    deck = Deck()
    guy, eve = deck.enter("Guy"), deck.enter("Eve")
    eve.take()
    assert await deck.typed(guy, "/nick Bob") is None
    assert [(one["nick"], one["person"]["nick"]) for one in eve.take("changed")] == [("Guy", "Bob")]
    guy.take()
    assert (await deck.refused(guy, "/nick Eve")).startswith("name_taken: somebody here is called Eve")
    assert guy.take("nick_needed")[0]["suggestion"] == "Eve2"
    assert (await deck.refused(guy, "/nick 0lga")).startswith("name_taken: somebody with an account")
    assert (await deck.refused(guy, "/nick two words")).startswith("name_invalid")
    assert (await deck.refused(deck.enter("Ann", Rank.MEMBER), "/nick Other")).startswith("not_allowed: only guests")


async def test_of_two_who_take_one_nick_one_has_it() -> None:
    deck = Deck()
    one, other = deck.enter("One"), deck.enter("Other")
    answers = [await deck.typed(one, "/nick Paul"), await deck.typed(other, "/nick PAU1")]
    assert answers[0] is None
    assert isinstance(answers[1], FootlightError)
    assert deck.stage.room.presence.called("Paul") is deck.stage.room.presence.member(guest("one").key)


async def test_who_left_meanwhile_takes_no_nick() -> None:
    deck = Deck()
    reader = deck.stage.enter("r")
    deck.stage.leave(reader)
    assert await deck.typed(reader, "/nick Paul") is None
    assert deck.stage.room.presence.called("Paul") is None


async def test_who_reads_along_needs_a_nick_for_what_is_done_under_one() -> None:
    deck = Deck()
    deck.enter("Eve")
    reader = deck.stage.enter("r")
    for text in ("/me waves", "/private Eve hi", "/color teal", "/block Eve", "/unblock Eve"):
        assert (await deck.refused(reader, text)).startswith("nick_needed")
    assert await deck.typed(reader, "/listusers") is None


async def test_a_private_line_is_for_two() -> None:
    deck = Deck()
    guy, eve, ann = deck.enter("Guy"), deck.enter("Eve"), deck.enter("Ann", Rank.OWNER)
    for one in (guy, eve, ann):
        one.take()
    assert await deck.typed(guy, "/msg @Eve  between  us") is None
    for one in (guy, eve):
        (told,) = one.take("private")
        assert (told["text"], told["readable_by_server"]) == ("between  us", True)
    assert ann.take() == []
    assert (await deck.refused(guy, "/w Nobody hi")).startswith("person_unknown")
    assert (await deck.refused(guy, "/w Guy hi")).startswith("option_invalid: that is you")


async def test_a_colour_is_told_to_all_and_kept_for_accounts() -> None:
    deck = Deck()
    guy, ann = deck.enter("Guy"), deck.enter("Ann", Rank.MEMBER)
    guy.take()
    assert await deck.notice(ann, "/color TEAL") == "You show in teal now."
    assert deck.scribe.asked == [("choose", "ann", "teal")]
    assert [one["person"]["colour"] for one in guy.take("changed")] == ["teal"]
    assert await deck.typed(guy, "/color pink") is None
    assert len(deck.scribe.asked) == 1
    assert ann.take("changed")[0]["person"]["colour"] == "pink"


async def test_whom_one_blocks_writes_one_nothing_alone() -> None:
    deck = Deck()
    ann, eve = deck.enter("Ann", Rank.MEMBER), deck.enter("Eve")
    tab = deck.stage.enter("Ann")
    tab.take()
    assert "Eve no more" in await deck.notice(ann, "/block Eve")
    assert deck.scribe.asked == [("block", "ann", guest("eve").key, "Eve")]
    assert tab.take("blocked") == [{"type": "blocked", "nicks": ["Eve"]}]
    assert deck.stage.enter("Ann").take("welcome")[0]["blocked"] == ["Eve"]
    assert await deck.refused(eve, "/w Ann hello") == "not_allowed: Ann does not take private lines from you"
    assert "type /unblock Eve" in await deck.refused(ann, "/w Eve hello")
    assert "Eve again" in await deck.notice(ann, "/unblock eve")
    assert tab.take("blocked") == [{"type": "blocked", "nicks": []}]
    assert await deck.typed(eve, "/w Ann hello") is None


async def test_a_blocked_guest_is_blocked_by_any_nick() -> None:
    deck = Deck()
    ann, eve = deck.enter("Ann", Rank.MEMBER), deck.enter("Eve")
    await deck.typed(ann, "/block Eve")
    ann.take()
    await deck.typed(eve, "/nick Mallory")
    assert ann.take("blocked") == [{"type": "blocked", "nicks": ["Mallory"]}]
    assert (await deck.refused(ann, "/unblock Eve")).startswith("person_unknown: you block nobody called 'Eve'")
    assert "Mallory again" in await deck.notice(ann, "/unblock Mallory")


async def test_a_guest_who_comes_back_under_another_nick_is_blocked_still() -> None:
    deck = Deck()
    ann, eve = deck.enter("Ann", Rank.MEMBER), deck.enter("Eve")
    await deck.typed(ann, "/block Eve")
    deck.stage.leave(eve)
    deck.stage.clock.forward(6)
    deck.stage.room.tick()
    ann.take()
    deck.stage.enter("eve", "Mallory")
    assert ann.take("blocked") == [{"type": "blocked", "nicks": ["Mallory"]}]


async def test_nobody_blocks_themselves_or_nobody() -> None:
    deck = Deck()
    ann = deck.enter("Ann", Rank.MEMBER)
    assert (await deck.refused(ann, "/block Ann")).startswith("option_invalid: that is you")
    assert (await deck.refused(ann, "/block Ghost")).startswith("person_unknown")
    assert deck.scribe.asked == []


async def test_guests_block_for_as_long_as_they_are_here() -> None:
    deck = Deck()
    guy = deck.enter("Guy")
    deck.enter("Eve")
    await deck.typed(guy, "/block Eve")
    assert deck.stage.enter("guy").take("welcome")[0]["blocked"] == ["Eve"]
    assert deck.scribe.asked == []


async def test_what_is_asked_again_is_done_once() -> None:
    deck = Deck()
    guy, eve = deck.enter("Guy"), deck.enter("Eve")
    eve.take()
    for _ in range(3):
        assert await deck.typed(guy, "/w Eve once", id="p1") is None
    assert len(eve.take("private")) == 1
    assert await deck.typed(guy, "/w Eve once", id="p2") is None
    assert len(eve.take("private")) == 1
