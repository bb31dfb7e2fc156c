"""``footlight token``, as a person or a script uses it."""

import asyncio

import pytest

from footlight.accounts.identity import Identity
from footlight.accounts.tokens import Tokens
from footlight.clock import SystemClock
from footlight.errors import SignInRefusedError
from footlight.store.store import open_store
from tests.cli.onsite import OnSite


@pytest.fixture(autouse=True)
def ann(onsite: OnSite) -> None:
    onsite.person("Ann")


def who(onsite: OnSite, secret: str) -> Identity:
    async def look() -> Identity:
        async with open_store(onsite.data) as store:
            return await Tokens(store, SystemClock()).who(secret)

    return asyncio.run(look())


def test_a_new_token_is_all_that_is_printed_and_works_within_its_scopes(onsite: OnSite) -> None:
    made = onsite.run("token", "new", "ann", "--name", "wall", "--scope", "read", "--scope", "publish")
    found = who(onsite, made.stdout.strip())
    assert (found.name, sorted(found.scopes)) == ("Ann", ["publish", "read"])
    assert made.stderr == ""


def test_it_is_listed_without_its_secret_and_revoked(onsite: OnSite) -> None:
    assert "footlight token new" in onsite.done("token", "list", "ann")
    (made,) = onsite.objects("token", "new", "Ann", "--name", "the wall", "--scope", "read", "--days", "30")
    assert made["scopes"] == ["read"]
    assert made["expires_at"] > made["created_at"]
    assert onsite.objects("token", "list", "ann") == [{name: made[name] for name in made if name != "secret"}]
    listed = onsite.done("token", "list", "ann")
    assert "the wall" in listed
    assert made["secret"] not in listed
    assert onsite.done("token", "revoke", "ann", made["id"]) == f"revoked {made['id']} of ann\n"
    with pytest.raises(SignInRefusedError):
        who(onsite, made["secret"])
    assert onsite.refused("token", "revoke", "ann", made["id"]) == (2, "option_invalid")


def test_another_s_token_is_not_revoked(onsite: OnSite) -> None:
    onsite.person("Bob")
    (made,) = onsite.objects("token", "new", "Ann", "--name", "wall", "--scope", "read")
    assert onsite.refused("token", "revoke", "Bob", made["id"]) == (2, "option_invalid")
    assert who(onsite, made["secret"]).name == "Ann"


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["ann", "--name", "wall"], (2, "option_invalid")),
        (["ann", "--scope", "read"], (2, "option_invalid")),
        (["ann", "--name", "", "--scope", "read"], (2, "option_invalid")),
        (["ann", "--name", "wall", "--scope", "all"], (2, "option_invalid")),
        (["ann", "--name", "wall", "--scope", "read", "--days", "0"], (2, "option_invalid")),
        (["bob", "--name", "wall", "--scope", "read"], (5, "person_unknown")),
    ],
)
def test_what_cannot_be_is_told_and_makes_nothing(
    onsite: OnSite, arguments: list[str], refusal: tuple[int, str]
) -> None:
    assert onsite.refused("token", "new", *arguments) == refusal
    assert onsite.objects("token", "list", "ann") == []
