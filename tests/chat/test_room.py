"""Who is in a room, and what they are told of each other."""

import pytest

from footlight.chat import messages
from footlight.chat.allowance import Rate
from footlight.chat.caller import Caller
from footlight.chat.line import Delete, Edit, React, Say
from footlight.chat.presence import MOST_CONNECTIONS, SMALL
from footlight.chat.private import send_privately
from footlight.chat.ranks import Rank
from footlight.chat.room import author, named
from footlight.errors import (
    LimitReachedError,
    NameTakenError,
    NickNeededError,
    NotAllowedError,
    OptionInvalidError,
    PersonUnknownError,
    SlowDownError,
)
from footlight.model.names import PersonName
from tests.chat.stage import Outlet, Stage, guest, person


def nicks(told: list[dict[str, object]]) -> list[str]:
    people = [one for each in told for one in each["people"]]  # type: ignore[attr-defined]
    return [str(one["nick"]) for one in people]


def test_the_welcome_comes_first_and_tells_who_is_here() -> None:
    stage = Stage()
    stage.enter("a", "Ann")
    told = stage.enter("b", "Bob").take()
    assert [one["type"] for one in told] == ["welcome", "joined"]
    assert [one["nick"] for one in told[0]["room"]["present"]] == ["Ann", "Bob"]
    assert told[0]["you"]["nick"] == "Bob"
    assert (told[0]["room"]["people"], told[0]["room"]["reading"]) == (2, 0)


def test_who_reads_along_is_counted_and_not_named() -> None:
    stage = Stage()
    ann = stage.enter("a", "Ann")
    ann.take()
    reader = stage.enter("b")
    assert "nick" not in reader.take("welcome")[0]["you"]
    stage.clock.forward(3)
    stage.room.tick()
    assert ann.take() == [{"type": "crowd", "people": 1, "reading": 1, "joined": 0, "left": 0}]
    assert reader.client is not None
    with pytest.raises(NickNeededError):
        author(reader.client)


def test_several_connections_are_one_person() -> None:
    stage = Stage()
    ann = stage.enter("a", "Ann")
    bob = [stage.enter("b", "Bob"), stage.enter("b"), stage.enter("b", "Other")]
    assert nicks(ann.take("joined")) == ["Ann", "Bob"]
    assert stage.room.presence.people == 2
    for one in bob:
        assert one.take("welcome")[0]["you"]["nick"] == "Bob"
    for one in bob:
        stage.leave(one)
        stage.leave(one)
    stage.clock.forward(6)
    stage.room.tick()
    assert ann.take("left") == [{"type": "left", "nicks": ["Bob"]}]


def test_somebody_is_in_a_room_only_so_often() -> None:
    stage = Stage()
    for _ in range(MOST_CONNECTIONS):
        stage.enter("a", "Ann")
    with pytest.raises(LimitReachedError):
        stage.enter("a")
    assert len(stage.room) == MOST_CONNECTIONS
    stage.enter("b")


def test_a_page_that_is_loaded_anew_is_no_coming_and_going() -> None:
    stage = Stage()
    ann, bob = stage.enter("a", "Ann"), stage.enter("b", "Bob")
    ann.take()
    stage.leave(bob)
    stage.clock.forward(4)
    stage.room.tick()
    with pytest.raises(NameTakenError):
        stage.enter("c", "Bob")
    again = stage.enter("b")
    stage.clock.forward(60)
    stage.room.tick()
    assert ann.take("joined", "left") == []
    assert again.take("welcome")[0]["you"]["nick"] == "Bob"


def test_a_nick_is_free_once_its_guest_is_gone() -> None:
    stage = Stage()
    stage.leave(stage.enter("a", "Ann"))
    stage.clock.forward(6)
    stage.room.tick()
    assert stage.enter("b", "Ann").take("welcome")[0]["you"]["nick"] == "Ann"


def test_in_a_crowd_comings_and_goings_are_counted() -> None:
    stage = Stage()
    first = stage.enter("first", "First")
    crowd = [stage.enter(f"g{number}", f"Guest{number}x") for number in range(SMALL + 20)]
    assert len(first.take("joined")) == SMALL - 1
    assert "present" not in crowd[-1].take("welcome")[0]["room"]
    stage.clock.forward(2)
    stage.room.tick()
    assert first.take() == [{"type": "crowd", "people": SMALL + 21, "reading": 0, "joined": 22, "left": 0}]
    for one in crowd[:10]:
        stage.leave(one)
    stage.clock.forward(5)
    stage.room.tick()
    assert first.take() == [{"type": "crowd", "people": SMALL + 11, "reading": 0, "joined": 0, "left": 10}]
    stage.room.tick()
    assert first.take() == []


def test_a_crowd_is_listed_by_pages() -> None:
    stage = Stage()
    names = [f"{'Guest' if number % 2 else 'guest'}{number}x" for number in range(60)]
    for number, name in enumerate(names):
        stage.enter(f"g{number}", name)
    client = stage.enter("ann", "Ann").client
    assert client is not None
    stage.room.name(client, PersonName("Zoe"))
    page = stage.room.presence.page
    inorder = [*sorted(names, key=str.casefold), "Zoe"]
    assert [one.nick for one in page("", 100)] == inorder
    assert [one.nick for one in page(inorder[9], 10)] == inorder[10:20]
    assert [one.nick for one in page(inorder[9].swapcase(), 1)] == inorder[10:11]
    assert page("zoe", 10) == []


def test_an_account_that_lost_its_name_to_another_gets_its_new_one() -> None:
    stage = Stage()
    renamed = stage.enter("Cleo")
    other = Outlet()
    stage.room.enter(Caller("another right", Rank.MEMBER, b"browser", "other", PersonName("Cleo")), other)
    assert other.take("welcome")[0]["you"]["nick"] == "Cleo"
    stage.room.became("p:cleo", Rank.MEMBER, PersonName("Kleio"))
    assert renamed.take("you")[-1]["you"]["nick"] == "Kleio"


def test_a_guest_takes_another_nick() -> None:
    stage = Stage()
    ann, bob = stage.enter("a", "Ann"), stage.enter("b")
    ann.take()
    bob.take()
    assert bob.client is not None
    assert ann.client is not None
    with pytest.raises(NameTakenError):
        stage.room.name(bob.client, PersonName("ann"))
    tab = stage.enter("b")
    stage.room.name(bob.client, PersonName("Bob"))
    assert tab.take("you")[0]["you"]["nick"] == "Bob"
    assert nicks(ann.take("joined")) == ["Bob"]
    stage.room.name(bob.client, PersonName("Robert"))
    changed = ann.take("changed")[0]
    assert (changed["nick"], changed["person"]["nick"]) == ("Bob", "Robert")
    assert bob.take("you")[-1]["you"]["nick"] == "Robert"
    stage.room.name(ann.client, PersonName("Bob"))


def test_an_account_takes_its_name_from_a_guest() -> None:
    stage = Stage()
    guests, ann = stage.enter("g", "Cleo"), stage.enter("a", "Ann")
    ann.take()
    cleo = stage.enter("Cleo")
    assert cleo.take("welcome")[0]["you"] | {"colour": "", "may": []} == {
        "nick": "Cleo", "rank": "member", "colour": "", "guest": False, "may": [],
    }  # fmt: skip
    assert [one["type"] for one in ann.take()] == ["left", "joined"]
    assert guests.take("nick_needed")[0]["code"] == "name_taken"
    assert guests.client is not None
    with pytest.raises(NickNeededError):
        named(guests.client)
    stage.room.name(guests.client, PersonName("Chloe"))


def test_a_rank_and_a_name_change_while_one_is_there() -> None:
    stage = Stage()
    ann, cleo = stage.enter("a", "Ann"), stage.enter("Cleo")
    ann.take()
    stage.room.became("p:cleo", Rank.MODERATOR, PersonName("Cleo"))
    assert ann.take("changed")[0]["person"]["rank"] == "moderator"
    assert "kick" in cleo.take("you")[0]["you"]["may"]
    stage.room.became("p:cleo", Rank.MODERATOR, PersonName("Cleo"))
    assert ann.take() == []
    stage.room.became("p:cleo", Rank.MODERATOR, PersonName("Kleio"))
    assert ann.take("changed")[0]["person"]["nick"] == "Kleio"
    stage.room.became("p:nobody", Rank.OWNER, PersonName("Nobody"))


def test_colours_are_always_the_same() -> None:
    first, second = (Stage().enter("a", "Ann").take("welcome")[0]["you"]["colour"] for _ in range(2))
    assert first == second


def test_who_is_put_out_loses_every_connection_at_once() -> None:
    stage = Stage()
    ann = stage.enter("a", "Ann")
    tabs = [stage.enter("b", "Bob"), stage.enter("b"), stage.enter("b")]
    assert stage.room.expel(guest("b").key, NotAllowedError("out")) == 3
    assert all(isinstance(one.dismissed, NotAllowedError) for one in tabs)
    assert ann.dismissed is None
    assert len(stage.room) == 1
    assert stage.room.expel(guest("b").key, NotAllowedError("out")) == 0


async def test_what_is_said_is_told_to_all_and_remembered() -> None:
    stage = Stage()
    ann, bob = stage.enter("a", "Ann"), stage.enter("b")
    assert ann.client is not None
    by = author(ann.client)
    for deed in (Say(by, "1", "one"), Say(by, "2", "two"), Edit(by, 1, "uno"), React(by, 2, "x", True), Delete(by, 2)):
        stage.room.do(deed, lambda _done: None)
    await stage.settle()
    ann.take("joined")
    told = bob.take("message", "edited", "reaction", "deleted")
    assert [one["type"] for one in told] == ["message", "message", "edited", "reaction", "deleted"]
    assert told[4] == {"type": "deleted", "message": 2, "by": "author"}
    assert [one["text"] for one in stage.enter("c").take("welcome")[0]["history"]] == ["uno"]


async def test_a_line_that_somebody_of_rank_deletes_says_so() -> None:
    stage = Stage()
    ann = stage.enter("a", "Ann")
    moderator = Outlet()
    client = stage.room.enter(person("Mo", Rank.MODERATOR), moderator)
    assert ann.client is not None
    stage.room.do(Say(author(ann.client), "1", "one"), lambda _done: None)
    stage.room.do(Delete(author(client), 1), lambda _done: None)
    await stage.settle()
    assert ann.take("deleted")[0]["by"] == "staff"


def test_each_person_writes_so_much() -> None:
    stage = Stage(rate=Rate(1, 2))
    for _ in range(2):
        stage.room.take_turn(guest("a"))
    with pytest.raises(SlowDownError):
        stage.room.take_turn(guest("a"))
    stage.room.take_turn(guest("b"))


def test_private_lines_are_for_two_and_for_all_their_connections() -> None:
    stage = Stage()
    ann, bob, bobs_other, cat = (
        stage.enter("a", "Ann"), stage.enter("b", "Bob"), stage.enter("b"), stage.enter("c", "Cat"),
    )  # fmt: skip
    assert ann.client is not None
    send_privately(stage.room, stage.clock, named(ann.client), "p1", "BOB", "psst")
    for one in (ann, bob, bobs_other):
        told = one.take("private")
        assert [(each["sender"]["nick"], each["to"]["nick"], each["text"]) for each in told] == [("Ann", "Bob", "psst")]
        assert told[0]["readable_by_server"] is True
    assert cat.take("private") == []
    assert stage.enter("d", "Dan").take("private") == []
    assert stage.lines.kept == []
    with pytest.raises(OptionInvalidError):
        send_privately(stage.room, stage.clock, named(ann.client), "p1", "ann", "psst")
    stage.leave(bob)
    stage.leave(bobs_other)
    for nobody in ("bob", "x" * 5_000, "\u202e"):
        with pytest.raises(PersonUnknownError):
            send_privately(stage.room, stage.clock, named(ann.client), "p1", nobody, "psst")


def test_who_lags_is_told_all_of_it_later() -> None:
    stage = Stage()
    slow, quick = stage.enter("a", "Ann"), stage.enter("b", "Bob")
    slow.take()
    quick.take()
    assert slow.client is not None
    slow.full = True
    for number in range(5):
        stage.room.tell(messages.Notice(text=str(number)))
    slow.full = False
    stage.room.resume(slow.client)
    assert slow.take() == quick.take()


def test_it_is_forgotten_a_while_after_the_last_one_went() -> None:
    stage = Stage()
    ann = stage.enter("a", "Ann")
    stage.clock.forward(100)
    assert not stage.room.forgettable
    stage.leave(ann)
    stage.clock.forward(29)
    stage.room.tick()
    assert not stage.room.forgettable
    stage.clock.forward(2)
    assert stage.room.forgettable
    stage.room.pins += 1
    assert not stage.room.forgettable
