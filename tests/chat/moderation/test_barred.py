"""What waited for the disk while its author was put out is not written any more."""

from dataclasses import replace

import pytest

from footlight.chat.line import Author, Delete, Done, Edit, LineDeed, React, Say
from footlight.chat.ranks import Rank
from footlight.errors import FootlightError, NotAllowedError
from footlight.model.units import Micros
from footlight.store.models import ChatBan, ChatTimeout
from tests.chat.kept import ANN, EVE, LOBBY, OTHER, Kept
from tests.chat.moderation.house import House

HOUR = 3_600_000_000


async def put_out(kept: Kept, author: Author, *, silenced_for: int | None = None) -> None:
    now = kept.clock.now()
    whose = {"channel": LOBBY, "person": author.person, "device": author.device, "reason": "", "at": now}
    async with kept.store.write() as session:
        if silenced_for is None:
            session.add(ChatBan(**whose))
        else:
            session.add(ChatTimeout(**whose, until=Micros(now + silenced_for)))


def refused(done: list[Done | FootlightError]) -> list[bool]:
    assert all(isinstance(one, Done | NotAllowedError) for one in done)
    return [isinstance(one, NotAllowedError) for one in done]


@pytest.mark.parametrize("author", [EVE, ANN], ids=["guest", "person"])
@pytest.mark.parametrize("silenced_for", [None, HOUR], ids=["banned", "silenced"])
async def test_who_is_out_writes_changes_and_reacts_no_more(
    kept: Kept, author: Author, silenced_for: int | None
) -> None:
    line = await kept.say("before", author, client_id="one")
    await kept.do(React(author, line.id, "🎉", True))
    await put_out(kept, author, silenced_for=silenced_for)
    deeds: list[LineDeed] = [
        Say(author, "two", "after"), Edit(author, line.id, "after"), React(author, line.id, "👍", True),
        # What takes away, or is written already, is done.
        React(author, line.id, "🎉", False), Say(author, "one", "before"), Delete(author, line.id),
    ]  # fmt: skip
    assert refused(await kept.lines.do(LOBBY, deeds)) == [True, True, True, False, False, False]
    assert await kept.texts() == []
    assert refused(await kept.lines.do(OTHER, [Say(author, "three", "elsewhere")])) == [False]


async def test_others_and_those_who_keep_order_at_the_same_browser_write(kept: Kept) -> None:
    await put_out(kept, EVE)
    at_hers = replace(ANN, device=EVE.device)
    says = [
        Say(ANN, "a", "another"), Say(at_hers, "b", "at her browser"),
        Say(replace(at_hers, rank=Rank.MODERATOR), "c", "keeps order"),
    ]  # fmt: skip
    assert refused(await kept.lines.do(LOBBY, says)) == [False, True, False]
    await put_out(kept, ANN)
    ranks = (Rank.ADMIN, Rank.OWNER)
    says = [Say(replace(ANN, rank=rank), rank.value, "by the account") for rank in ranks]
    assert refused(await kept.lines.do(LOBBY, says)) == [True, False]


async def test_a_silence_that_is_over_is_none(kept: Kept) -> None:
    await put_out(kept, EVE, silenced_for=HOUR)
    kept.clock.forward(3_600)
    await kept.say("again")


async def test_a_line_that_waits_is_let_through_though_its_author_is_silenced_since(house: House) -> None:
    ada = house.by("Ada")
    await house.order.settings(house.room, ada, {"hold_first": True})
    eve = house.enter("Eve")
    assert await house.say(eve, "a first line") is None
    await house.order.timeout(house.room, ada, "Eve", 60)
    await house.order.approve(house.room, ada, 1)
    assert await house.kept.texts() == ["a first line"]
