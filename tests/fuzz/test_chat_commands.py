"""Whatever is typed with a slash is done, or refused in words: nothing else is raised, and nobody else hears of it."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from footlight.chat.line import Done
from footlight.chat.ranks import COMMANDS, Rank
from footlight.errors import FootlightError
from tests.chat.commands.deck import Deck

WORDS = st.sampled_from(
    [*(f"/{word}" for word in COMMANDS), "/", "//kick", "/KICK", "@Eve", "Eve", "10m", "1h30m", "0", "9" * 30, "off",
     "end", "on", '"',
     '"a b"', "“c”", "teal", "#1", "-1", "<b>", "\u202e", "\u200b", "\n", "e" + "\u0301" * 9, "👍" * 600]
)  # fmt: skip
TYPED = st.lists(WORDS | st.text(max_size=12), max_size=8).map(" ".join) | st.text(max_size=200)


@given(TYPED, st.sampled_from(Rank))
def test_what_is_typed_is_done_or_refused_in_words(typed: str, rank: Rank) -> None:
    async def run() -> None:
        deck = Deck()
        eve, one = deck.enter("Eve"), deck.enter("Ann", rank)
        eve.take()
        answer = await deck.typed(one, typed)
        assert answer is None or isinstance(answer, Done | FootlightError)
        if isinstance(answer, FootlightError):
            assert str(answer).isprintable()
            assert len(str(answer)) < 400
            assert eve.take() == []

    asyncio.run(run())
