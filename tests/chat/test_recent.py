"""The newest lines in memory, and what somebody who comes back must be told."""

from footlight.chat.messages import Author, Deleted, Edited, Line, Quote
from footlight.chat.ranks import Rank
from footlight.chat.recent import MOST, Recent


def one(id: int, text: str = "x", *, deleted: bool = False) -> Line:
    by = Author(nick="Ann", rank=Rank.GUEST, colour="red")
    return Line(id=id, seq=id, author=by, kind="say", text=text, sent_at=1, deleted=deleted, reactions=[])


def ids(recent: Recent) -> list[int]:
    return [line.id for line in recent.lines]


def test_the_newest_are_kept() -> None:
    recent = Recent([])
    for id in range(1, MOST + 11):
        recent.add(one(id))
    assert ids(recent) == list(range(11, MOST + 11))


def test_a_change_is_in_them() -> None:
    recent = Recent([one(1), one(2), one(3)])
    recent.change(one(2, "y"), Edited(line=one(2, "y")))
    recent.change(one(1, "", deleted=True), Deleted(message=1, by="staff"))
    assert [line.text for line in recent.lines] == ["y", "x"]
    recent.change(one(1), Edited(line=one(1)))
    assert ids(recent) == [1, 2, 3]


def test_who_answered_a_line_quotes_it_as_it_is_now() -> None:
    answer = one(2).model_copy(update={"reply": Quote(message=1, nick="Ann", text="x")})
    recent = Recent([one(1), answer, one(3)])
    recent.change(one(1, "y" * 200), Edited(line=one(1, "y" * 200)))
    assert [line.reply and line.reply.text for line in recent.lines] == [None, "y" * 100, None]
    recent.change(one(1, "", deleted=True), Deleted(message=1, by="staff"))
    assert [line.reply and line.reply.text for line in recent.lines] == ["", None]


def test_who_has_the_last_ones_is_told_no_more() -> None:
    recent = Recent([one(1), one(2), one(3)])
    assert recent.since(3) == []
    assert recent.since(7) == []


def test_who_missed_more_than_is_kept_begins_anew() -> None:
    recent = Recent([])
    for id in range(1, MOST + 11):
        recent.add(one(id))
    assert recent.since(9) is None
    assert recent.since(10) == []


def test_a_full_page_from_the_database_may_not_be_all() -> None:
    newest = [one(id) for id in range(101, 101 + MOST)]
    recent = Recent(newest)
    assert recent.since(99) is None
    assert recent.since(100 + MOST) == []


def test_what_became_of_older_lines_is_told_to_who_missed_it() -> None:
    recent = Recent([])
    for id in range(1, MOST + 2):
        recent.add(one(id))
    gone = Deleted(message=1, by="staff")
    recent.change(one(1, "", deleted=True), gone)
    assert recent.since(MOST + 1) == [gone]
    recent.add(one(MOST + 2))
    assert recent.since(MOST + 1) == [gone]
    assert recent.since(MOST + 2) == []


def test_where_too_much_became_of_older_lines_one_begins_anew() -> None:
    recent = Recent([])
    for id in range(1, MOST + 2):
        recent.add(one(id))
    for _ in range(300):
        recent.change(one(1, "y"), Edited(line=one(1, "y")))
    recent.add(one(MOST + 2))
    assert recent.since(MOST + 1) is None
    assert recent.since(MOST + 2) == []


def test_a_server_that_was_started_again_knows_of_no_changes_before() -> None:
    recent = Recent([one(1), one(2)])
    assert recent.since(1) is None
    assert recent.since(2) == []


def test_cleared_lines_are_forgotten() -> None:
    recent = Recent([one(1), one(2), one(3)])
    recent.forget(2)
    assert ids(recent) == [3]


def test_what_happened_to_lines_that_were_cleared_is_told_to_nobody() -> None:
    recent = Recent([one(id) for id in range(1, MOST + 1)])
    recent.add(one(MOST + 1))
    recent.change(one(1), Edited(line=one(1)))
    assert recent.since(MOST)
    recent.forget(MOST + 1)
    assert recent.since(MOST) == []
    assert recent.lines == []


def test_what_was_cleared_is_brought_back_in_its_place() -> None:
    recent = Recent([one(1), one(2)])
    recent.forget(2)
    recent.add(one(3))
    recent.bring_back([one(1), one(2)])
    assert ids(recent) == [1, 2, 3]
