"""Stream keys: made, checked, listed, revoked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select

from footlight.accounts.keys import LONGEST_NAME, MOST, StreamKeys
from footlight.clock import SystemClock
from footlight.errors import (
    ChannelUnknownError,
    KeyInvalidError,
    KeyRevokedError,
    LimitReachedError,
    OptionInvalidError,
)
from footlight.model.channel import ChannelName
from footlight.store.models import RightChange
from footlight.store.sqlite import FILE
from footlight.store.store import Store, open_store
from tests.accounts.site import Site
from tests.client.recording.fulldisk import files_no_larger_than

LOBBY, STAGE = ChannelName("lobby"), ChannelName("stage")


@pytest_asyncio.fixture
async def store(empty_data: Path) -> AsyncIterator[Store]:
    async with open_store(empty_data) as store:
        yield store


@pytest.fixture
def keys(store: Store) -> StreamKeys:
    return StreamKeys(store, SystemClock())


async def test_a_new_key_makes_its_channel_and_is_valid_on_it(keys: StreamKeys) -> None:
    key = await keys.new(LOBBY)
    assert await keys.verify(LOBBY, key.secret) == key.id


async def test_a_channel_may_have_several_keys(keys: StreamKeys) -> None:
    first, second = await keys.new(LOBBY), await keys.new(LOBBY)
    await keys.revoke(first.id)
    assert await keys.verify(LOBBY, second.secret) == second.id


async def test_a_secret_is_long_random_and_readable_as_ours(keys: StreamKeys) -> None:
    secrets = {(await keys.new(LOBBY)).secret for _ in range(20)}
    assert len(secrets) == 20
    assert all(secret.startswith("fl_") and len(secret) >= 3 + 43 for secret in secrets)


async def test_the_secret_is_nowhere_in_the_data_folder(tmp_path: Path, keys: StreamKeys) -> None:
    key = await keys.new(LOBBY)
    assert (tmp_path / FILE).exists()
    for path in tmp_path.rglob("*"):
        assert key.secret.encode() not in path.read_bytes()


async def test_the_secret_is_not_in_what_a_traceback_would_show(keys: StreamKeys) -> None:
    key = await keys.new(LOBBY)
    assert key.secret not in repr(key)
    with pytest.raises(KeyInvalidError) as raised:
        await keys.verify(LOBBY, key.secret + "x")
    assert key.secret not in str(raised.value)


@pytest.mark.parametrize("wrong", ["", "fl_", "fl_" + "A" * 43, "x" * 100_000, "\0", "\ud800", "' OR 1=1 --"])
async def test_a_wrong_key_is_refused(keys: StreamKeys, wrong: str) -> None:
    await keys.new(LOBBY)
    with pytest.raises(KeyInvalidError, match="footlight key new lobby"):
        await keys.verify(LOBBY, wrong)


async def test_another_channel_s_key_is_refused(keys: StreamKeys) -> None:
    key = await keys.new(LOBBY)
    await keys.new(STAGE)
    with pytest.raises(KeyInvalidError):
        await keys.verify(STAGE, key.secret)


async def test_a_channel_that_nobody_made_is_told(keys: StreamKeys) -> None:
    with pytest.raises(ChannelUnknownError, match="stage"):
        await keys.verify(STAGE, "fl_x")


async def test_a_revoked_key_is_refused_for_ever(keys: StreamKeys) -> None:
    key = await keys.new(LOBBY)
    first, second = await keys.revoke(key.id), await keys.revoke(key.id)
    assert first == second
    assert first.revoked_at is not None
    with pytest.raises(KeyRevokedError, match=key.id):
        await keys.verify(LOBBY, key.secret)


async def test_revoking_what_is_no_key_is_told(keys: StreamKeys) -> None:
    with pytest.raises(KeyInvalidError, match="footlight key list"):
        await keys.revoke("nothing")


async def test_the_list_tells_all_keys_and_no_secret(keys: StreamKeys) -> None:
    stage, lobby = await keys.new(STAGE), await keys.new(LOBBY)
    await keys.revoke(stage.id)
    listed = await keys.list()
    assert [(key.id, key.channel, key.revoked_at is None) for key in listed] == [
        (lobby.id, LOBBY, True),
        (stage.id, STAGE, False),
    ]
    assert lobby.secret not in repr(listed)


async def test_a_key_has_a_name_for_people(either: Site) -> None:
    key = await either.keys.new(LOBBY, "  the camera at the door ")
    assert key.info.name == "the camera at the door"
    assert await either.keys.list(LOBBY) == [key.info]
    for name in ("x" * (LONGEST_NAME + 1), "a\0b", "a\nb"):
        with pytest.raises(OptionInvalidError):
            await either.keys.new(LOBBY, name)


async def test_a_key_for_a_channel_that_is_deleted_meanwhile_goes_with_it_or_is_refused(either: Site) -> None:
    await either.channels.make(None, LOBBY)
    deleting = asyncio.create_task(either.channels.delete(LOBBY))
    refused = False
    while not refused:
        try:
            await either.keys.new(LOBBY, make=False)
        except ChannelUnknownError:
            refused = True
    await deleting
    with pytest.raises(ChannelUnknownError):
        await either.channels.info(LOBBY)
    assert await either.keys.list() == []


async def test_a_channel_s_keys_are_listed_the_oldest_first(either: Site) -> None:
    made = []
    for channel in (STAGE, LOBBY, LOBBY):
        made.append((await either.keys.new(channel)).info)
        either.clock.forward(1)
    assert await either.keys.list(LOBBY) == made[1:]
    assert await either.keys.list() == [*made[1:], made[0]]
    assert await either.keys.list(ChannelName("nowhere")) == []


async def test_a_key_is_revoked_by_whose_channel_it_is(either: Site) -> None:
    key = await either.keys.new(LOBBY)
    await either.keys.new(STAGE)
    with pytest.raises(KeyInvalidError):
        await either.keys.revoke(key.id, STAGE)
    assert await either.keys.verify(LOBBY, key.secret) == key.id
    assert (await either.keys.revoke(key.id, LOBBY)).revoked_at == either.clock.now()


async def test_its_last_use_is_known_to_the_minute(either: Site) -> None:
    key = await either.keys.new(LOBBY)
    assert key.info.used_at is None
    await either.keys.used(key.id)
    first = either.clock.now()
    either.clock.forward(59)
    await either.keys.used(key.id)
    assert (await either.keys.list(LOBBY))[0].used_at == first
    either.clock.forward(1)
    await either.keys.used(key.id)
    assert (await either.keys.list(LOBBY))[0].used_at == either.clock.now()
    await either.keys.used("nothing")


async def test_a_full_disk_keeps_nobody_from_sending(accounts: Site, tmp_path: Path) -> None:
    key = await accounts.keys.new(LOBBY)
    with files_no_larger_than((tmp_path / f"{FILE}-wal").stat().st_size):
        assert await accounts.keys.verify(LOBBY, key.secret) == key.id
        await accounts.keys.used(key.id)
    assert await accounts.keys.list() == [key.info]


async def test_a_channel_has_a_bounded_number_of_open_keys(either: Site) -> None:
    await either.channels.make(None, LOBBY)
    results = await asyncio.gather(
        *(either.keys.new(LOBBY, make=False) for _ in range(MOST + 5)), return_exceptions=True
    )
    assert [type(result) for result in results].count(LimitReachedError) == 5
    await either.keys.new(STAGE)
    await either.keys.revoke((await either.keys.list(LOBBY))[0].id)
    await either.keys.new(LOBBY)


async def test_of_revoked_keys_the_last_are_kept(either: Site) -> None:
    of_stage = await either.keys.new(STAGE)
    await either.keys.revoke(of_stage.id)
    revoked = []
    for _ in range(130):
        key = await either.keys.new(LOBBY)
        either.clock.forward(1)
        await either.keys.revoke(key.id)
        revoked.append(key)
    last = await either.keys.new(LOBBY)
    assert [key.id for key in await either.keys.list(LOBBY)] == [key.id for key in revoked[-100:]] + [last.id]
    assert [key.id for key in await either.keys.list(STAGE)] == [of_stage.id]
    # It is no less refused for that.
    with pytest.raises(KeyInvalidError):
        await either.keys.verify(LOBBY, revoked[0].secret)


async def test_that_a_key_is_revoked_is_told_once(either: Site) -> None:
    key = await either.keys.new(LOBBY)
    for _ in range(2):
        await either.keys.revoke(key.id)
    async with either.store.read() as session:
        told = [(row.channel, row.key) for row in await session.scalars(select(RightChange).order_by(RightChange.id))]
    assert told == [(LOBBY, None), (LOBBY, key.id)]
