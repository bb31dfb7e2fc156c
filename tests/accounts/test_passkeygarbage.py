"""Passkeys, and whatever else somebody sends instead of one: it is refused in words."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from footlight.errors import PasskeyInvalidError, SignInRefusedError
from tests.accounts.passkeyring import ORIGIN, Keys, keys_of
from tests.accounts.site import Site
from tests.fakes.authenticator import Authenticator, un64, url64

JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=40).map(url64),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NEEDED: Final = ("id", "rawId", "type", "response", "response.clientDataJSON")
"""Of what a browser sends."""
MADE: Final = (*NEEDED, "response.attestationObject")
USED: Final = (*NEEDED, "response.authenticatorData", "response.signature", "response.userHandle")
BESIDE: Final = ("authenticatorAttachment", "clientExtensionResults", "response.transports", "more")


def put(credential: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {**credential, first: put(credential[first], rest, value) if rest else value}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person with a passkey, and one more that they are about to make."""

    keys: Keys
    person: str
    device: Authenticator

    async def register(self, change: Callable[[dict[str, Any]], object]) -> None:
        credential = self.device.create(await self.keys.passkeys.register_options(self.person, ORIGIN))
        made = await self.keys.passkeys.register(self.person, ORIGIN, change(credential), "x")
        await self.keys.passkeys.remove(self.person, made.id)

    async def sign_in(self, change: Callable[[dict[str, Any]], object]) -> None:
        self.keys.accounts.clock.forward(3601)
        credential = self.device.get(self.keys.passkeys.sign_in_options(ORIGIN), self.device.kept[0])
        await self.keys.use(change(credential))


@pytest.fixture
async def attempt(accounts: Site) -> Attempt:
    keys = keys_of(accounts)
    ann, device = await keys.person(), Authenticator(ORIGIN)
    await keys.register(ann, device)
    return Attempt(keys, ann, device)


fuzzed = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@given(garbage=JSON)
@fuzzed
async def test_any_other_json_is_refused_in_words(attempt: Attempt, garbage: object) -> None:
    with pytest.raises(PasskeyInvalidError):
        await attempt.register(lambda _: garbage)
    with pytest.raises(SignInRefusedError):
        await attempt.sign_in(lambda _: garbage)


@given(path=st.sampled_from(MADE), garbage=JSON)
@fuzzed
async def test_garbage_in_a_field_of_a_new_passkey_is_refused_in_words(
    attempt: Attempt, path: str, garbage: object
) -> None:
    with pytest.raises(PasskeyInvalidError):
        await attempt.register(lambda credential: put(credential, path, garbage))


@given(path=st.sampled_from(USED), garbage=JSON)
@fuzzed
async def test_garbage_in_a_field_of_a_signature_is_refused_in_words(
    attempt: Attempt, path: str, garbage: object
) -> None:
    with pytest.raises(SignInRefusedError):
        await attempt.sign_in(lambda credential: put(credential, path, garbage))


@given(path=st.sampled_from(BESIDE), garbage=JSON)
@fuzzed
async def test_garbage_in_what_is_said_beside_does_no_harm(attempt: Attempt, path: str, garbage: object) -> None:
    with suppress(PasskeyInvalidError):
        await attempt.register(lambda credential: put(credential, path, garbage))
    with suppress(SignInRefusedError):
        await attempt.sign_in(lambda credential: put(credential, path, garbage))


# As browsers have it, but for what is in it.
CLIENT_DATA: Final = st.fixed_dictionaries(
    {"type": st.just("webauthn.get") | JSON, "challenge": JSON, "origin": st.just(ORIGIN) | JSON},
    optional={"crossOrigin": JSON, "tokenBinding": JSON},
)


@given(said=CLIENT_DATA | JSON)
@fuzzed
async def test_garbage_in_what_a_browser_says_is_refused_in_words(attempt: Attempt, said: object) -> None:
    text = url64(json.dumps(said).encode())
    with pytest.raises(SignInRefusedError):
        await attempt.sign_in(lambda credential: put(credential, "response.clientDataJSON", text))


@given(garbage=st.binary(max_size=200), place=st.integers(0, 300), cut=st.booleans())
@fuzzed
async def test_garbage_in_what_a_device_says_is_refused_in_words(
    attempt: Attempt, garbage: bytes, place: int, cut: bool
) -> None:
    def change(credential: dict[str, Any]) -> dict[str, Any]:
        said = un64(credential["response"]["attestationObject"])
        broken = said[:place] + garbage + (b"" if cut else said[place + len(garbage) :])
        return put(credential, "response.attestationObject", url64(broken))

    # Nothing but the challenge is signed: what is there is the person's own word for the person's own account.
    with suppress(PasskeyInvalidError):
        await attempt.register(change)


@pytest.mark.parametrize("object", [b"\x81" * 50_000, b"\xa1" * 50_000, b"\xd8\x1c" * 20_000, b"\x9b" + b"\xff" * 8])
async def test_a_device_that_says_it_deeply_is_refused(attempt: Attempt, object: bytes) -> None:
    with pytest.raises(PasskeyInvalidError):
        await attempt.register(lambda credential: put(credential, "response.attestationObject", url64(object)))


async def test_what_is_far_too_long_is_not_read(attempt: Attempt) -> None:
    with pytest.raises(SignInRefusedError):
        await attempt.sign_in(lambda credential: put(credential, "response.clientDataJSON", "A" * 10_000_000))
