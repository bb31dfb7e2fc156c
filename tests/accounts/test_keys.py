"""Stream keys: made, checked, listed, revoked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from footlight.accounts.keys import StreamKeys
from footlight.clock import SystemClock
from footlight.errors import ChannelUnknownError, KeyInvalidError, KeyRevokedError
from footlight.model.channel import ChannelName
from footlight.store.sqlite import FILE
from footlight.store.store import Store, open_store

LOBBY, STAGE = ChannelName("lobby"), ChannelName("stage")


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path) as store:
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
