"""What is found among very many lines: near, far, and where most lines have the word."""

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from footlight.chat.line import Say
from footlight.store.models import ChatMessage
from tests.chat.kept import EVE, LOBBY, OTHER, Kept

PLACES = (1, 2, 4_095, 4_096, 40_000, 65_536, 70_000, 1_200_000, 3_000_000, 3_000_001, 3_002_048, 3_004_097)


async def fill(kept: Kept) -> None:
    """A line at each of these places of a room that is as large, and of another one; each text is its place."""
    rows = [(place, channel) for place in PLACES for channel in (LOBBY, OTHER)]
    async with kept.store.write() as session:
        session.add_all(
            ChatMessage(
                **{"channel": channel, "seq": place, "nick": "Eve", "device": b"e" * 32, "rank": "guest"},
                **{"colour": "red", "client_id": f"c{place}", "kind": "say", "text": f"{place}", "sent_at": place},
                words=f"word n{place} {'even' if place % 2 == 0 else 'odd'}",
            )
            for place, channel in rows
        )


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8, 11, 12, 50])
async def test_the_newest_are_found_however_far_they_are(kept: Kept, limit: int) -> None:
    await fill(kept)
    newest = [str(place) for place in reversed(PLACES)]
    for words in ("word ", "wo", "word n"):
        assert await kept.found(words, limit=limit) == newest[:limit]
    assert await kept.found("even word ", limit=limit) == [one for one in newest if int(one) % 2 == 0][:limit]
    assert await kept.found("odd", limit=limit) == [one for one in newest if int(one) % 2 == 1][:limit]
    assert await kept.found("word nothing", limit=limit) == []


async def test_pages_of_them_lead_to_the_first(kept: Kept) -> None:
    await fill(kept)
    seen: list[int] = []
    before = None
    while page := await kept.history.search(LOBBY, "word ", before=before, limit=5):
        seen += [int(line.text) for line in page]
        before = page[-1].id
    assert seen == [*reversed(PLACES)]


async def test_one_that_is_alone_is_found(kept: Kept) -> None:
    await fill(kept)
    for place in PLACES:
        assert await kept.found(f"n{place} ") == [str(place)]


async def test_new_lines_cost_as_many_statements_however_many_they_are(kept: Kept) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    counts = []
    for lines in (1, 50):
        asked.clear()
        event.listen(Engine, "before_cursor_execute", note)
        try:
            await kept.lines.do(LOBBY, [Say(EVE, f"{lines}.{number}", "hello") for number in range(lines)])
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]
