"""Opening a database: what is made, what is kept, and how one that cannot be used is told."""

import asyncio
import gc
import sqlite3
import threading
import warnings
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from footlight.errors import StoreUnavailableError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import Channel, StreamKey
from footlight.store.sqlite import FILE
from footlight.store.store import Store, open_store
from tests.store.where import Where


def channel(name: str) -> Channel:
    return Channel(name=ChannelName(name), created_at=Micros(1))


async def test_what_was_written_is_there_after_reopening(where: Where) -> None:
    async with where.opened() as store, store.write() as session:
        session.add(channel("lobby"))
    async with where.opened() as store, store.read() as session:
        assert await session.get(Channel, "lobby") is not None


async def test_several_may_open_a_new_database_at_once(where: Where) -> None:
    async def add(name: str) -> None:
        async with where.opened() as store, store.write() as session:
            session.add(channel(name))

    await asyncio.gather(*(add(name) for name in "abcd"))
    async with where.opened() as store, store.read() as session:
        assert [one.name for one in await session.scalars(select(Channel).order_by(Channel.name))] == list("abcd")


async def test_a_start_that_migrates_nothing_waits_for_nobody_who_writes(ready: Where) -> None:
    async with ready.opened() as store, store.write() as session:
        session.add(channel("lobby"))
        await session.flush()
        async with ready.opened() as other, other.read() as reading:
            assert await reading.get(Channel, "lobby") is None


async def test_what_fails_leaves_nothing_behind(ready: Where) -> None:
    async with ready.opened() as store:

        async def fail_half_way() -> None:
            async with store.write() as session:
                session.add(channel("lobby"))
                await session.flush()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail_half_way()
        async with store.read() as session:
            assert await session.get(Channel, "lobby") is None


async def test_a_key_of_no_channel_is_refused(ready: Where) -> None:
    async with ready.opened() as store:
        with pytest.raises(IntegrityError):
            async with store.write() as session:
                session.add(StreamKey(id="a", channel=ChannelName("x"), secret_hash=b"h", created_at=Micros(1)))


async def test_a_change_by_another_is_seen_once(ready: Where) -> None:
    async with ready.opened() as store, store.watch() as watch, ready.opened() as other:
        assert await watch.changed()
        assert not await watch.changed()
        async with other.write() as session:
            session.add(channel("lobby"))
        assert await watch.changed()
        assert not await watch.changed()


async def test_a_reader_sees_one_moment(ready: Where) -> None:
    async with ready.opened() as store, store.read() as reading:
        assert await reading.scalar(select(func.count()).select_from(Channel)) == 0
        async with store.write() as session:
            session.add(channel("lobby"))
        assert await reading.scalar(select(func.count()).select_from(Channel)) == 0


async def test_writers_of_several_processes_take_turns(ready: Where) -> None:
    """Each reads and then writes what it read: with no turns, some would overwrite others or fail."""
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(ready.opened()) for _ in range(3)]
        async with stores[0].write() as session:
            session.add(channel("lobby"))

        async def count_up(store: Store) -> None:
            for _ in range(10):
                async with store.write() as session:
                    row = await session.get_one(Channel, "lobby")
                    row.created_at = Micros(row.created_at + 1)

        await asyncio.gather(*(count_up(store) for store in stores))
        async with stores[0].read() as session:
            assert (await session.get_one(Channel, "lobby")).created_at == 31


async def test_a_schema_of_a_newer_version_is_told_and_left_alone(where: Where) -> None:
    async with where.opened() as store, store.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for _ in range(2):
        with pytest.raises(StoreUnavailableError, match="newer Footlight"):
            async with where.opened():
                pass


async def test_the_database_is_set_up_to_keep_what_is_committed(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store, store.read() as session:
        for pragma, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}.items():
            assert (await session.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    async with open_store(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0


async def test_the_database_is_for_its_owner_only_in_an_open_folder_too(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    async with open_store(tmp_path) as store:
        async with store.write() as session:
            session.add(Channel(name=ChannelName("lobby"), created_at=Micros(1)))
        files = [file for file in tmp_path.iterdir() if file.is_file()]
        assert len(files) == 3
        assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * 3


async def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreUnavailableError, match=str(tmp_path / "data")):
        async with open_store(tmp_path / "data"):
            pass


async def test_a_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="cannot be made"):
        async with open_store(tmp_path / "file" / "data"):
            pass


async def test_a_database_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database, but long enough to look at " * 200)
    with pytest.raises(StoreUnavailableError, match="not a database"):
        async with open_store(tmp_path):
            pass


async def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    async with open_store(tmp_path):
        pass
    content = bytearray((tmp_path / FILE).read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StoreUnavailableError, match="cannot be used"):
        async with open_store(tmp_path):
            pass


async def test_a_folder_in_place_of_the_database_is_told_and_no_thread_of_the_driver_is_left(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    called: set[str] = set()
    threading.setprofile(lambda frame, _event, _value: called.add(frame.f_globals["__name__"]))
    try:
        with pytest.raises(StoreUnavailableError, match="cannot be used"):
            async with open_store(tmp_path):
                pass
    finally:
        threading.setprofile(None)
    assert "aiosqlite.core" not in called


async def test_a_database_that_another_process_never_lets_go_is_told(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        async with store.write() as session:
            await session.execute(text("PRAGMA busy_timeout=1"))
        holder = sqlite3.connect(tmp_path / FILE)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="locked"):
            async with store.write() as session:
                session.add(channel("lobby"))
        holder.close()


async def test_a_look_that_is_given_up_leaves_no_connection_behind(tmp_path: Path) -> None:
    async def look(store: Store) -> None:
        async with store.watch() as watch:
            await watch.changed()

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        async with open_store(tmp_path) as store:
            for step in range(60):
                looking = asyncio.create_task(look(store))
                await asyncio.sleep(step / 10_000)
                looking.cancel()
                await asyncio.wait([looking])
        del looking
        gc.collect()
    assert [str(one.message) for one in told if "non-checked-in" in str(one.message)] == []
