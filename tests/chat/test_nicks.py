"""Nicks: no two alike in a room, those of accounts for nobody else."""

from collections.abc import Collection

import pytest

from footlight.chat.nicks import Nicks, guests_nick, suggestion
from footlight.errors import NameInvalidError, NameTakenError
from footlight.model.names import PersonName, person_name, skeleton


class Named:
    """Accounts of these names."""

    def __init__(self, *names: str) -> None:
        self.skeletons = {skeleton(name) for name in names}

    async def alike(self, skeletons: Collection[str]) -> set[str]:
        return self.skeletons & set(skeletons)


PAUL = PersonName("Paul")


@pytest.mark.parametrize("alike", ["Paul", "paul", "PAUL", "раul", "pau1", "p.aul", "pául", "Рaul"])
def test_no_two_are_alike(alike: str) -> None:
    nicks = Nicks()
    nicks.take("a", PAUL)
    with pytest.raises(NameTakenError, match="Paul"):
        nicks.take("b", PersonName(alike))
    nicks.take("a", PersonName(alike))
    assert nicks.holder("Paul") == "a"


def test_a_nick_is_free_again() -> None:
    nicks = Nicks()
    nicks.take("a", PAUL)
    nicks.take("a", PersonName("Peter"))
    nicks.take("b", PAUL)
    nicks.free("b")
    nicks.free("b")
    assert nicks.holder("paul") is None
    assert nicks.holder("peter") == "a"


async def test_who_takes_one_in_vain_keeps_their_own() -> None:
    nicks = Nicks()
    nicks.take("a", PAUL)
    nicks.take("b", PersonName("Bob"))
    with pytest.raises(NameTakenError):
        nicks.take("b", PAUL)
    assert (nicks.holder("bob"), nicks.holder("paul")) == ("b", "a")


async def test_a_guest_has_no_name_of_an_account() -> None:
    accounts = Named("Paul")
    assert await guests_nick("Peter", accounts) == "Peter"
    with pytest.raises(NameTakenError, match="sign in if it is yours"):
        await guests_nick("PAU1", accounts)
    for invalid in ("", "x", "a b", "<script>", "a\u202eb", "a\u200bb", "admin", "m0derat0r", "x" * 4_000, "аbc"):
        with pytest.raises(NameInvalidError):
            await guests_nick(invalid, accounts)


@pytest.mark.parametrize(
    ("raw", "like"),
    [
        ("Paul", "Paul"), ("Paul!", "Paul"), ("<b>Jo</b>", "bJob"), ("x" * 500, "xxx"), ("admin", "admin"),
        ("", "visitor"), ("\u202e", "visitor"), ("аbc", "visitor"), ("山本", "山本"),
    ],
)  # fmt: skip
async def test_a_free_one_is_suggested(raw: str, like: str) -> None:
    nicks, accounts = Nicks(), Named("Paul", "Paul2", "visitor3")
    nicks.take("a", PersonName("Paul3"))
    found = await suggestion(raw, nicks, accounts)
    assert found is not None
    assert found.startswith(like)
    assert person_name(found) == found
    assert await guests_nick(found, accounts) == found
    nicks.take("b", found)


async def test_where_none_is_free_none_is_suggested() -> None:
    class Everybody:
        async def alike(self, skeletons: Collection[str]) -> set[str]:
            return set(skeletons)

    assert await suggestion("Paul", Nicks(), Everybody()) is None
