"""The table of who may do what is run: by each rank, and over each."""

import itertools

import pytest

from footlight.chat.ranks import ALLOWED, COMMANDS, OVER_OTHERS, Deed, Rank, as_table, check, deeds_of, may
from footlight.errors import NotAllowedError
from tests.docs.pages import text

RANKS = list(Rank)


def test_the_page_has_the_table() -> None:
    assert as_table() in text("docs/chat.md"), "put what python -m footlight.chat.ranks prints into docs/chat.md"


def test_every_deed_is_in_the_table() -> None:
    assert set(ALLOWED) == set(Deed)
    assert set(COMMANDS.values()) <= set(Deed)


@pytest.mark.parametrize(("deed", "rank"), list(itertools.product(Deed, Rank)))
def test_each_rank_may_what_the_table_says(deed: Deed, rank: Rank) -> None:
    if rank in ALLOWED[deed]:
        check(deed, rank)
        assert deed in deeds_of(rank)
        return
    assert deed not in deeds_of(rank)
    with pytest.raises(NotAllowedError, match="may "):
        check(deed, rank)


@pytest.mark.parametrize(("mine", "theirs"), list(itertools.product(Rank, Rank)))
def test_what_is_done_to_somebody_is_done_downwards(mine: Rank, theirs: Rank) -> None:
    below = RANKS.index(mine) < RANKS.index(theirs)
    for deed in Deed:
        allowed = mine in ALLOWED[deed] and (below or deed not in OVER_OTHERS)
        assert may(deed, mine, over=theirs) is allowed
        if not allowed:
            with pytest.raises(NotAllowedError):
                check(deed, mine, over=theirs)


def test_whoever_stands_higher_may_no_less_but_for_a_nick() -> None:
    for deed, ranks in ALLOWED.items():
        if deed is not Deed.NICK:
            assert [rank in ranks for rank in RANKS] == sorted((rank in ranks for rank in RANKS), reverse=True)


def test_the_refusal_says_who_may() -> None:
    with pytest.raises(NotAllowedError, match="only owners, admins and moderators may ban somebody"):
        check(Deed.BAN, Rank.VIP)
    with pytest.raises(NotAllowedError, match="only owners may make and unmake admins"):
        check(Deed.ADMIN, Rank.ADMIN)
    with pytest.raises(NotAllowedError, match="an owner is not below a moderator"):
        check(Deed.KICK, Rank.MODERATOR, over=Rank.OWNER)
