"""Passwords: which are good enough, and how they are kept."""

import asyncio

import pytest

from footlight.accounts.passwords import Passwords, check_password
from footlight.errors import LimitReachedError, PasswordWeakError


@pytest.mark.parametrize(
    "password",
    ["", "short", "password", "password123", "qwertyuiop", "1111111111", "annannannann", "footlight1", "x" * 257],
)
def test_what_is_easily_guessed_is_refused_with_a_reason(password: str) -> None:
    with pytest.raises(PasswordWeakError) as raised:
        check_password(password, ["annann"])
    assert len(str(raised.value)) < 120


@pytest.mark.parametrize(
    "password", ["plum tractor quiet", "correct horse battery", "ж" * 5 + "дерево и ключ", "x7$Kq9!mPz2"]
)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    check_password(password, ["ann"])


async def test_a_password_is_known_again_and_no_other_is() -> None:
    passwords = Passwords()
    hashed = await passwords.hash("plum tractor quiet")
    assert hashed.startswith("$argon2id$")
    assert hashed != await passwords.hash("plum tractor quiet")
    assert await passwords.verify(hashed, "plum tractor quiet")
    assert not await passwords.verify(hashed, "plum tractor quiet ")
    assert not await passwords.verify(None, "plum tractor quiet")
    assert not await passwords.verify("$argon2id$broken", "plum tractor quiet")


async def test_the_same_letters_typed_otherwise_are_the_same_password() -> None:
    passwords = Passwords()
    hashed = await passwords.hash("caf\u00e9 tractor quiet")
    assert await passwords.verify(hashed, "cafe\u0301 tractor quiet")


async def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    passwords = Passwords()
    assert not passwords.outdated(await passwords.hash("plum tractor quiet"))
    assert passwords.outdated("$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$+7wqBLSg5ZYYUGfXNWbaqw")


async def test_a_flood_is_told_and_does_not_pile_up() -> None:
    passwords = Passwords()
    hashed = await passwords.hash("plum tractor quiet")
    results = await asyncio.gather(
        *(passwords.verify(hashed, "plum tractor quiet") for _ in range(70)), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, LimitReachedError)]
    assert len(refused) == 6
    assert results.count(True) == 64
    assert await passwords.verify(hashed, "plum tractor quiet")
