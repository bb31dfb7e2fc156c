"""Passwords: which are good enough, and how they are kept."""

import asyncio
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from typing import Final

import pytest
from argon2.profiles import CHEAPEST

from footlight.accounts.passwords import Passwords, check_password
from footlight.errors import LimitReachedError, PasswordWeakError

HASH: Final = """
import asyncio
from footlight.accounts.passwords import Passwords
print(asyncio.run(Passwords().hash("plum tractor quiet")))
"""


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


def test_a_password_with_every_sign_that_stands_for_a_letter_is_looked_at_as_fast_as_others() -> None:
    """It took half a minute, for whoever asked, without an account."""
    check_password("plum tractor quiet", [])
    began = time.thread_time()
    with suppress(PasswordWeakError):
        check_password("4@8({[<369&#!1|0$57+%2" * 10, ["ann"])
    assert time.thread_time() - began < 2


def test_a_word_with_signs_for_letters_is_found_to_be_one_still() -> None:
    with pytest.raises(PasswordWeakError):
        check_password("P@$$w0rd!1", ["ann"])


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


def test_a_hash_is_what_rfc_9106_recommends() -> None:
    """In a process of its own: `tests/conftest.py` makes hashes cheap in this one."""
    hashed = subprocess.run([sys.executable, "-c", HASH], capture_output=True, text=True, check=True).stdout
    algorithm, version, parameters, salt, tag = hashed.strip().split("$")[1:]
    assert (algorithm, version, parameters) == ("argon2id", "v=19", "m=65536,t=3,p=4")
    # 128 and 256 bits, in base64 without its padding.
    assert (len(salt), len(tag)) == (22, 43)


async def test_a_hash_of_weaker_parameters_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords()
    hashed = await passwords.hash("plum tractor quiet")
    assert not passwords.outdated(hashed)
    monkeypatch.setattr("footlight.accounts.passwords.PARAMETERS", replace(CHEAPEST, memory_cost=16))
    assert Passwords().outdated(hashed)


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


async def test_who_chooses_passwords_without_an_end_keeps_nobody_from_signing_in() -> None:
    passwords = Passwords()
    hashed = await passwords.hash("plum tractor quiet")
    hashing = [asyncio.create_task(passwords.hash(f"plum tractor {number}")) for number in range(100)]
    checking = [asyncio.create_task(passwords.check(f"plum tractor {number}", [])) for number in range(100)]
    await asyncio.sleep(0)
    assert await passwords.verify(hashed, "plum tractor quiet")
    # Two may have been done before it, and no row of sixteen.
    assert sum(task.done() and task.exception() is None for task in (*hashing, *checking)) <= 3
    results = await asyncio.gather(*hashing, *checking, return_exceptions=True)
    assert [type(result) for result in results].count(LimitReachedError) == 184
