"""Pages of what was said before: before a line, after one and around one, on either database."""

from typing import Any

import pytest

from footlight.chat.paging import Page, page
from footlight.chat.requests import AskHistory
from footlight.errors import MessageUnknownError, OptionInvalidError
from tests.chat.kept import LOBBY, OTHER, Kept


async def asked(kept: Kept, **what: Any) -> Page:
    return await page(kept.history, LOBBY, AskHistory(id="x1", **what))


def shown(page: Page) -> tuple[str, bool, bool]:
    return "".join(line.text for line in page.lines), page.more, page.newer


async def test_a_page_says_whether_there_are_others_before_and_after_it(kept: Kept) -> None:
    lines = [await kept.say(letter) for letter in "abcdefghi"]
    b, e, h = (lines[place].id for place in (1, 4, 7))
    await kept.delete(lines[5].id)
    assert shown(await asked(kept)) == ("abcdeghi", False, False)
    assert shown(await asked(kept, limit=3)) == ("ghi", True, False)
    assert shown(await asked(kept, before=e, limit=2)) == ("cd", True, True)
    assert shown(await asked(kept, before=b)) == ("a", False, True)
    assert shown(await asked(kept, after=e, limit=2)) == ("gh", True, True)
    assert shown(await asked(kept, after=h)) == ("i", True, False)
    assert shown(await asked(kept, around=e, limit=5)) == ("cdegh", True, True)
    assert shown(await asked(kept, around=e)) == ("abcdeghi", False, False)
    assert shown(await asked(kept, around=e, limit=1)) == ("e", True, True)
    assert shown(await asked(kept, around=lines[0].id, limit=4)) == ("ab", False, True)


async def test_around_nothing_there_is_no_page(kept: Kept) -> None:
    line, other = await kept.say("here"), await kept.say("there", channel=OTHER)
    await kept.delete(line.id)
    for gone in (line.id, other.id, 999):
        with pytest.raises(MessageUnknownError):
            await asked(kept, around=gone)
    with pytest.raises(OptionInvalidError, match="give one of them"):
        await asked(kept, around=line.id, before=line.id)
