"""Tokens: made, known again, listed, revoked."""

import asyncio
from pathlib import Path

import pytest

from footlight.accounts.identity import SCOPES
from footlight.accounts.tokens import MOST, Tokens
from footlight.errors import LimitReachedError, OptionInvalidError, PersonUnknownError, SignInRefusedError
from footlight.store.sqlite import FILE
from tests.accounts.site import Site

DAY = 86_400


@pytest.fixture
def tokens(accounts: Site) -> Tokens:
    return Tokens(accounts.store, accounts.clock)


async def test_a_token_stands_for_its_person_within_its_scopes(accounts: Site, tokens: Tokens) -> None:
    person = await accounts.person("Cleo")
    new = await tokens.new(person, " my bot ", {"read", "channels"}, None)
    assert new.secret.startswith("fla_")
    assert new.secret not in repr(new)
    who = await tokens.who(new.secret)
    assert (who.person, who.name, who.role, who.token, who.session) == (person, "Cleo", "member", new.info.id, None)
    assert who.scopes == {"read", "channels"}
    assert who.signed_in_at is None
    assert new.info.name == "my bot"


async def test_its_secret_is_kept_nowhere(accounts: Site, tokens: Tokens, tmp_path: Path) -> None:
    new = await tokens.new(await accounts.person("Cleo"), "bot", ["read"], None)
    assert (tmp_path / FILE).exists()
    for path in tmp_path.iterdir():
        assert new.secret.encode() not in path.read_bytes()


async def test_a_token_ends_by_time_by_hand_and_with_its_person(accounts: Site, tokens: Tokens) -> None:
    person = await accounts.person("Cleo")
    short, long, kept = [await tokens.new(person, "bot", ["read"], days) for days in (0.5, None, None)]
    accounts.clock.forward(DAY / 2)
    with pytest.raises(SignInRefusedError):
        await tokens.who(short.secret)
    assert await tokens.revoke(person, long.info.id)
    assert not await tokens.revoke(person, long.info.id)
    assert not await tokens.revoke(await accounts.person("Max"), kept.info.id)
    with pytest.raises(SignInRefusedError):
        await tokens.who(long.secret)
    await accounts.people.suspend(person)
    with pytest.raises(SignInRefusedError):
        await tokens.who(kept.secret)
    await accounts.people.suspend(person, suspended=False)
    assert (await tokens.who(kept.secret)).person == person
    await accounts.people.delete(person)
    with pytest.raises(SignInRefusedError):
        await tokens.who(kept.secret)


async def test_a_token_outlives_the_sessions_and_the_password(accounts: Site, tokens: Tokens) -> None:
    person = await accounts.person("Cleo")
    new = await tokens.new(person, "bot", ["read"], None)
    await accounts.people.set_password(person, "plum tractor quiet")
    assert (await tokens.who(new.secret)).person == person


async def test_they_are_listed_newest_first_with_their_last_use(accounts: Site, tokens: Tokens) -> None:
    person = await accounts.person("Cleo")
    first = await tokens.new(person, "first", ["read"], 1)
    accounts.clock.forward(10)
    await tokens.new(person, "second", SCOPES, None)
    used_at = accounts.clock.now()
    await tokens.who(first.secret)
    accounts.clock.forward(3_600)
    await tokens.who(first.secret)
    listed = await tokens.list(person)
    assert [(one.name, one.used_at) for one in listed] == [("second", None), ("first", used_at)]
    assert listed[1].expires_at == first.info.created_at + DAY * 1_000_000
    assert listed[0].scopes == set(SCOPES)
    accounts.clock.forward(1)
    await tokens.who(first.secret)
    assert (await tokens.list(person))[1].used_at == accounts.clock.now()
    assert await tokens.list(await accounts.person("Max")) == []


async def test_what_cannot_be_is_refused(accounts: Site, tokens: Tokens) -> None:
    person = await accounts.person("Cleo")
    for name, scopes, days in (
        ("", ["read"], None), ("   ", ["read"], None), ("x" * 65, ["read"], None), ("a\x00b", ["read"], None),
        ("bot", [], None), ("bot", ["read", "everything"], None), ("bot", ["read"], 0), ("bot", ["read"], -1),
        ("bot", ["read"], 100_000), ("bot", ["read"], float("nan")),
    ):  # fmt: skip
        with pytest.raises(OptionInvalidError):
            await tokens.new(person, name, scopes, days)
    with pytest.raises(PersonUnknownError):
        await tokens.new("nobody", "bot", ["read"], None)
    for secret in ("", "fla_", "\ud800", "fls_" + "A" * 43):
        with pytest.raises(SignInRefusedError):
            await tokens.who(secret)


async def test_nobody_has_too_many(accounts: Site, tokens: Tokens) -> None:
    person = await accounts.person("Cleo")
    made = await asyncio.gather(*(tokens.new(person, "bot", ["read"], None) for _ in range(MOST)))
    with pytest.raises(LimitReachedError):
        await tokens.new(person, "bot", ["read"], None)
    await tokens.new(await accounts.person("Max"), "bot", ["read"], None)
    await tokens.revoke(person, made[0].info.id)
    await tokens.new(person, "bot", ["read"], None)
