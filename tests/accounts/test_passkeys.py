"""Passkeys, with a device that is software: what is good, and everything that is not."""

import asyncio
import json
from typing import Final

import pytest

from footlight.accounts.passkeys import MOST
from footlight.errors import (
    LastKeyError,
    LimitReachedError,
    OptionInvalidError,
    PasskeyInvalidError,
    PasskeyUnavailableError,
    PasskeyUnknownError,
    PersonUnknownError,
    SignInRefusedError,
    SlowDownError,
)
from footlight.model.units import Micros
from tests.accounts.passkeyring import ORIGIN, Keys, keys_of
from tests.accounts.site import Site
from tests.fakes.authenticator import Authenticator, un64, url64

OTHER: Final = "https://live.example.net"


@pytest.fixture
def keys(accounts: Site) -> Keys:
    return keys_of(accounts)


async def test_who_has_a_passkey_signs_in_without_a_name(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    made = await keys.register(ann, device)
    assert (made.name, made.used_at, made.backed_up) == ("Telephone", None, False)
    keys.accounts.clock.forward(60)
    assert (await keys.sign_in(device)).person == ann
    assert [info.used_at for info in await keys.passkeys.list(ann)] == [Micros(made.created_at + 60_000_000)]


async def test_what_the_browser_is_asked(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    made = await keys.register(ann, device)
    asked = json.loads(await keys.passkeys.register_options(ann, "https://live.example.org:7700"))
    assert asked["rp"] == {"id": "live.example.org", "name": "live.example.org"}
    assert asked["user"]["name"] == "Ann"
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "preferred",
    }
    assert [key["id"] for key in asked["excludeCredentials"]] == [made.id]
    asked = json.loads(keys.passkeys.sign_in_options(ORIGIN))
    assert asked["rpId"] == "live.example.org"
    assert asked["allowCredentials"] == []


async def test_one_that_is_backed_up_has_no_counter_and_is_good_again_and_again(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN, counts=False, backed_up=True)
    assert (await keys.register(ann, device)).backed_up
    for _ in range(3):
        assert (await keys.sign_in(device)).person == ann


async def test_a_counter_that_goes_back_is_refused(keys: Keys) -> None:
    device = Authenticator(ORIGIN)
    await keys.register(await keys.person(), device)
    await keys.sign_in(device)
    for _ in range(2):
        # A copy of the device says what the device said already.
        device.counter -= 1
        with pytest.raises(SignInRefusedError):
            await keys.sign_in(device)
    # As one says that has none.
    device.counter = -1
    with pytest.raises(SignInRefusedError):
        await keys.sign_in(device)
    device.counter = 0xFFFF_FFFF - 1
    await keys.sign_in(device)


@pytest.mark.parametrize("origin", [OTHER, "http://live.example.org", "https://live.example.org:8443", "null", None, 7])
async def test_another_origin_is_refused(keys: Keys, origin: object) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    options = await keys.passkeys.register_options(ann, ORIGIN)
    with pytest.raises(PasskeyInvalidError):
        await keys.passkeys.register(ann, ORIGIN, device.create(options, origin=origin), "x")
    await keys.register(ann, device)
    with pytest.raises(SignInRefusedError):
        await keys.sign_in(device, origin=origin)


async def test_a_passkey_of_another_site_is_refused(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    device.site = "live.example.net"
    with pytest.raises(PasskeyInvalidError):
        await keys.register(ann, device)
    device.site = None
    await keys.register(ann, device)
    device.site = "live.example.net"
    with pytest.raises(SignInRefusedError):
        await keys.sign_in(device)


async def test_what_was_asked_at_one_address_is_not_answered_at_another(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    await keys.register(ann, device)
    elsewhere = Authenticator(OTHER)
    elsewhere.kept = device.kept
    credential = elsewhere.get(keys.passkeys.sign_in_options(ORIGIN))
    for origin in (ORIGIN, OTHER):
        with pytest.raises(SignInRefusedError):
            await keys.use(credential, origin)


async def test_a_page_in_a_frame_of_anothers_is_refused(keys: Keys) -> None:
    device = Authenticator(ORIGIN)
    await keys.register(await keys.person(), device)
    with pytest.raises(SignInRefusedError):
        await keys.sign_in(device, crossOrigin=True)


async def test_nothing_is_good_twice(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN, counts=False)
    credential = device.create(await keys.passkeys.register_options(ann, ORIGIN))
    await keys.passkeys.register(ann, ORIGIN, credential, "first")
    with pytest.raises(PasskeyInvalidError):
        await keys.passkeys.register(ann, ORIGIN, credential, "second")
    credential = device.get(keys.passkeys.sign_in_options(ORIGIN))
    await keys.use(credential)
    with pytest.raises(SignInRefusedError):
        await keys.use(credential)


async def test_of_two_who_show_the_same_at_once_one_is_let_in(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN, counts=False)
    await keys.register(ann, device)
    credential = device.get(keys.passkeys.sign_in_options(ORIGIN))
    results = await asyncio.gather(*(keys.use(credential) for _ in range(4)), return_exceptions=True)
    assert [type(result) for result in results].count(SignInRefusedError) == 3
    assert len(await keys.accounts.sessions.list(ann)) == 1


async def test_one_question_makes_one_passkey(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    options = await keys.passkeys.register_options(ann, ORIGIN)
    await keys.passkeys.register(ann, ORIGIN, device.create(options), "first")
    with pytest.raises(PasskeyInvalidError):
        await keys.passkeys.register(ann, ORIGIN, device.create(options), "second")


async def test_after_five_minutes_it_is_too_late(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    credential = device.create(await keys.passkeys.register_options(ann, ORIGIN))
    keys.accounts.clock.forward(300)
    with pytest.raises(PasskeyInvalidError):
        await keys.passkeys.register(ann, ORIGIN, credential, "x")
    await keys.register(ann, device)
    credential = device.get(keys.passkeys.sign_in_options(ORIGIN))
    keys.accounts.clock.forward(300)
    with pytest.raises(SignInRefusedError):
        await keys.use(credential)


def flip(text: str, place: int) -> str:
    data = bytearray(un64(text))
    data[place] ^= 1
    return url64(bytes(data))


@pytest.mark.parametrize("field", ["signature", "authenticatorData", "clientDataJSON", "userHandle"])
async def test_what_was_changed_on_its_way_is_refused(keys: Keys, field: str) -> None:
    device = Authenticator(ORIGIN)
    await keys.register(await keys.person(), device)
    for place in (0, -1):
        credential = device.get(keys.passkeys.sign_in_options(ORIGIN))
        credential["response"][field] = flip(credential["response"][field], place)
        with pytest.raises(SignInRefusedError):
            await keys.use(credential)


async def test_another_key_cannot_sign_for_a_passkey(keys: Keys) -> None:
    device, thief = Authenticator(ORIGIN), Authenticator(ORIGIN)
    await keys.register(await keys.person(), device)
    await keys.register(await keys.person("Bob"), thief)
    credential = thief.get(keys.passkeys.sign_in_options(ORIGIN))
    credential["id"] = credential["rawId"] = url64(device.kept[0].id)
    credential["response"]["userHandle"] = url64(device.kept[0].user)
    with pytest.raises(SignInRefusedError):
        await keys.use(credential)


async def test_a_passkey_is_its_persons_alone(keys: Keys) -> None:
    ann, bob = await keys.person(), await keys.person("Bob")
    device = Authenticator(ORIGIN)
    made = await keys.register(ann, device)
    # Whose challenge it is.
    credential = device.create(await keys.passkeys.register_options(ann, ORIGIN))
    with pytest.raises(PasskeyInvalidError):
        await keys.passkeys.register(bob, ORIGIN, credential, "x")
    # Whose key it is.
    device.kept[0].user = bob.encode()
    with pytest.raises(SignInRefusedError):
        await keys.use(device.get(keys.passkeys.sign_in_options(ORIGIN), device.kept[0]))
    for work in (keys.passkeys.rename(bob, made.id, "mine"), keys.passkeys.remove(bob, made.id)):
        with pytest.raises(PasskeyUnknownError):
            await work
    assert await keys.passkeys.list(bob) == []


async def test_one_that_nobody_knows_and_one_that_was_removed_are_refused_alike(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    made = await keys.register(ann, device)
    await keys.register(ann, Authenticator(ORIGIN), "another")
    await keys.passkeys.remove(ann, made.id)
    stranger = Authenticator(ORIGIN)
    stranger.create(await keys.passkeys.register_options(ann, ORIGIN))
    told = set()
    for one in (device, stranger):
        with pytest.raises(SignInRefusedError) as raised:
            await keys.sign_in(one)
        told.add(str(raised.value))
    assert len(told) == 1


async def test_an_answer_to_one_question_is_none_to_the_other(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    await keys.register(ann, device)
    registering = json.loads(await keys.passkeys.register_options(ann, ORIGIN))
    asked = json.loads(keys.passkeys.sign_in_options(ORIGIN)) | {"challenge": registering["challenge"]}
    with pytest.raises(SignInRefusedError):
        await keys.use(device.get(json.dumps(asked)))
    with pytest.raises(SignInRefusedError):
        await keys.sign_in(device, type="webauthn.create")


async def test_who_is_suspended_stays_out(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    await keys.register(ann, device)
    credential = device.create(await keys.passkeys.register_options(ann, ORIGIN))
    await keys.accounts.people.suspend(ann)
    with pytest.raises(SignInRefusedError):
        await keys.use(device.get(keys.passkeys.sign_in_options(ORIGIN), device.kept[0]))
    with pytest.raises(PersonUnknownError):
        await keys.passkeys.register_options(ann, ORIGIN)
    with pytest.raises(PersonUnknownError):
        await keys.passkeys.register(ann, ORIGIN, credential, "x")
    await keys.accounts.people.suspend(ann, suspended=False)
    await keys.sign_in(device, device.kept[0])


async def test_the_last_way_in_stays(keys: Keys) -> None:
    ann = await keys.person()
    first, second = [await keys.register(ann, Authenticator(ORIGIN), name) for name in ("first", "second")]
    await keys.passkeys.remove(ann, first.id)
    with pytest.raises(LastKeyError):
        await keys.passkeys.remove(ann, second.id)
    await keys.accounts.people.set_password(ann, "plum tractor quiet")
    await keys.passkeys.remove(ann, second.id)
    assert await keys.passkeys.list(ann) == []


async def test_they_have_names(keys: Keys) -> None:
    ann = await keys.person()
    made = await keys.register(ann, Authenticator(ORIGIN), "  Ann's telephone ")
    assert made.name == "Ann's telephone"
    assert (await keys.passkeys.rename(ann, made.id, "Old one")).name == "Old one"
    for name in ("", "   ", "x" * 65, "two\nlines", "nul\0"):
        with pytest.raises(OptionInvalidError):
            await keys.passkeys.rename(ann, made.id, name)
        with pytest.raises(OptionInvalidError):
            await keys.register(ann, Authenticator(ORIGIN), name)
    assert [info.name for info in await keys.passkeys.list(ann)] == ["Old one"]


@pytest.mark.parametrize("id", ["", "AAAA", "é", "=", "x" * 100_000, "\ud800"])
async def test_an_id_that_there_is_not_is_told(keys: Keys, id: str) -> None:
    with pytest.raises(PasskeyUnknownError):
        await keys.passkeys.remove(await keys.person(), id)


async def test_one_person_has_so_many_and_no_more(keys: Keys) -> None:
    ann = await keys.person()
    credential = Authenticator(ORIGIN).create(await keys.passkeys.register_options(ann, ORIGIN))
    for number in range(MOST):
        await keys.register(ann, Authenticator(ORIGIN), f"key {number}")
    with pytest.raises(LimitReachedError):
        await keys.passkeys.register_options(ann, ORIGIN)
    with pytest.raises(LimitReachedError):
        await keys.passkeys.register(ann, ORIGIN, credential, "one more")
    assert len(await keys.passkeys.list(ann)) == MOST


async def test_the_same_passkey_is_not_kept_twice(keys: Keys) -> None:
    ann, bob, device = await keys.person(), await keys.person("Bob"), Authenticator(ORIGIN)
    await keys.register(ann, device)
    options = await keys.passkeys.register_options(bob, ORIGIN)
    credential = Authenticator(ORIGIN).create(options, id=device.kept[0].id)
    with pytest.raises(PasskeyInvalidError, match="already"):
        await keys.passkeys.register(bob, ORIGIN, credential, "x")


async def test_an_id_beside_the_one_that_was_signed_for_is_refused(keys: Keys) -> None:
    ann, device = await keys.person(), Authenticator(ORIGIN)
    credential = device.create(await keys.passkeys.register_options(ann, ORIGIN))
    credential["id"] = credential["rawId"] = url64(b"another id of 16")
    with pytest.raises(PasskeyInvalidError):
        await keys.passkeys.register(ann, ORIGIN, credential, "x")


async def test_one_that_is_too_large_is_refused(keys: Keys) -> None:
    ann = await keys.person()
    options = await keys.passkeys.register_options(ann, ORIGIN)
    credential = Authenticator(ORIGIN).create(options, id=bytes(1024))
    with pytest.raises(PasskeyInvalidError, match="larger"):
        await keys.passkeys.register(ann, ORIGIN, credential, "x")


async def test_who_tries_too_often_waits(keys: Keys) -> None:
    device = Authenticator(ORIGIN)
    await keys.register(await keys.person(), device)
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            await keys.use({})
    with pytest.raises(SlowDownError):
        await keys.sign_in(device)
    # Others do not wait for it, nor does it after some time.
    await keys.use(device.get(keys.passkeys.sign_in_options(ORIGIN)), address="203.0.113.9")
    keys.accounts.clock.forward(60)
    for _ in range(10):
        await keys.sign_in(device)


async def test_an_address_without_passkeys_is_told_so(keys: Keys) -> None:
    ann = await keys.person()
    for origin in ("https://192.0.2.1", "http://live.example.org", ""):
        with pytest.raises(PasskeyUnavailableError):
            await keys.passkeys.register_options(ann, origin)
        with pytest.raises(PasskeyUnavailableError):
            await keys.passkeys.register(ann, origin, {}, "x")
        with pytest.raises(PasskeyUnavailableError):
            keys.passkeys.sign_in_options(origin)
        with pytest.raises(PasskeyUnavailableError):
            await keys.use({}, origin)
