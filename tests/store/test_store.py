"""Opening a data folder: what is made, what is kept, and how one that cannot be used is told."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from footlight.errors import StoreUnavailableError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.engine import FILE
from footlight.store.models import Channel, StreamKey
from footlight.store.store import open_store


def channel(name: str) -> Channel:
    return Channel(name=ChannelName(name), created_at=Micros(1))


async def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    async with open_store(tmp_path / "new" / "folder") as store, store.write() as session:
        session.add(channel("lobby"))
    async with open_store(tmp_path / "new" / "folder") as store, store.read() as session:
        assert await session.get(Channel, "lobby") is not None


async def test_several_may_open_a_new_folder_at_once(tmp_path: Path) -> None:
    async def add(name: str) -> None:
        async with open_store(tmp_path / "data") as store, store.write() as session:
            session.add(channel(name))

    await asyncio.gather(*(add(name) for name in "abcd"))
    async with open_store(tmp_path / "data") as store, store.read() as session:
        assert [one.name for one in await session.scalars(select(Channel).order_by(Channel.name))] == list("abcd")


async def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:

        async def fail_half_way() -> None:
            async with store.write() as session:
                session.add(channel("lobby"))
                await session.flush()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail_half_way()
        async with store.read() as session:
            assert await session.get(Channel, "lobby") is None


async def test_the_database_is_set_up_to_keep_what_is_committed(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store, store.read() as session:
        for pragma, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}.items():
            assert (await session.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_a_key_of_no_channel_is_refused(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        with pytest.raises(IntegrityError):
            async with store.write() as session:
                session.add(StreamKey(id="a", channel=ChannelName("x"), secret_hash=b"h", created_at=Micros(1)))


async def test_the_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    async with open_store(tmp_path / "data"):
        assert (tmp_path / "data").stat().st_mode & 0o077 == 0


async def test_a_change_by_another_connection_is_seen_once(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store, store.watch() as watch:
        assert await watch.changed()
        assert not await watch.changed()
        with sqlite3.connect(tmp_path / FILE) as other:
            other.execute("INSERT INTO channel VALUES ('lobby', 1)")
        other.close()
        assert await watch.changed()
        assert not await watch.changed()


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


async def test_a_schema_of_a_newer_version_is_told_and_left_alone(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store, store.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailableError, match="newer Footlight"):
        async with open_store(tmp_path):
            pass
    with sqlite3.connect(tmp_path / FILE) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    database.close()


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
