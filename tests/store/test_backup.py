"""Backups: of either database into a file, and back into either, all or nothing."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from footlight.errors import BackupInvalidError, FileUnwritableError, StoreNotEmptyError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.backup import back_up, restore
from footlight.store.models import Channel, ChatMessage, StreamKey
from footlight.store.schema import downgrade
from footlight.store.sqlite import sqlite
from footlight.store.store import Store, open_store
from tests.postgres import PostgresServer
from tests.store.where import Where


def silent(_done: int, _of: int) -> None: ...


async def fill(store: Store, channels: int = 3) -> None:
    async with store.write() as session:
        for number in range(channels):
            session.add(Channel(name=ChannelName(f"c{number}"), created_at=Micros(number)))
        await session.flush()
        session.add(StreamKey(id="a", channel=ChannelName("c0"), secret_hash=b"\x00\xff", created_at=Micros(1)))


async def channels(store: Store) -> int:
    async with store.read() as session:
        return await session.scalar(select(func.count()).select_from(Channel)) or 0


async def test_what_was_backed_up_comes_back(ready: Where, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    heard: list[tuple[int, int]] = []
    async with ready.opened() as store:
        await fill(store, 1200)
        assert await back_up(store, file, lambda *progress: heard.append(progress)) == 1201
    assert (heard[0], heard[-1]) == ((0, 1201), (1201, 1201))
    assert len(heard) > 3
    async with open_store(tmp_path / "other") as other:
        assert await restore(file, other, silent) == 1201
        async with other.read() as session:
            key = await session.get_one(StreamKey, "a")
            assert (key.channel, key.secret_hash, key.created_at, key.revoked_at) == ("c0", b"\x00\xff", 1, None)
        assert await channels(other) == 1200


async def test_a_backup_leads_from_one_database_to_the_other(server: PostgresServer, tmp_path: Path) -> None:
    async with open_store(tmp_path / "here") as store:
        await fill(store)
        await back_up(store, tmp_path / "backup", silent)
    async with open_store(tmp_path, server.database()) as other:
        await restore(tmp_path / "backup", other, silent)
        assert await channels(other) == 3


async def test_ids_go_on_where_they_were(ready: Where, tmp_path: Path) -> None:
    def line(number: int) -> ChatMessage:
        return ChatMessage(
            channel=ChannelName("c0"),
            seq=number,
            device=b"d",
            rank="guest",
            colour="red",
            client_id=str(number),
            kind="say",
            text="Hello",
            words="hello",
            sent_at=Micros(1),
        )

    async with open_store(tmp_path / "here") as store:
        await fill(store)
        async with store.write() as session:
            session.add_all([line(number) for number in range(1, 4)])
        await back_up(store, tmp_path / "b", silent)
    async with ready.opened() as other:
        await restore(tmp_path / "b", other, silent)
        async with other.write() as session:
            session.add(line(4))
        async with other.read() as session:
            assert list(await session.scalars(select(ChatMessage.id).order_by(ChatMessage.id))) == [1, 2, 3, 4]


async def test_a_backup_is_of_one_moment_while_others_write(ready: Where, tmp_path: Path) -> None:
    """A key never comes without its channel, though both are added again and again."""
    async with ready.opened() as store:
        stop, written = asyncio.Event(), asyncio.Event()

        async def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                name = ChannelName(f"n{number}")
                async with store.write() as session:
                    session.add(Channel(name=name, created_at=Micros(1)))
                    await session.flush()
                    key = StreamKey(
                        id=f"k{number}", channel=name, secret_hash=str(number).encode(), created_at=Micros(1)
                    )
                    session.add(key)
                if number == 5:
                    written.set()

        writing = asyncio.create_task(write())
        await written.wait()
        for number in range(3):
            await back_up(store, tmp_path / f"{number}.backup", silent)
        stop.set()
        await writing
    for number in range(3):
        with closing(sqlite3.connect(tmp_path / f"{number}.backup")) as backup:
            (named,) = backup.execute("SELECT count(*) FROM channel").fetchone()
            (keys,) = backup.execute("SELECT count(*) FROM stream_key").fetchone()
            assert named == keys >= 5


async def test_a_backup_is_one_file_for_its_owner(ready: Where, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    async with ready.opened() as store:
        await back_up(store, folder / "b", silent)
    assert [path.name for path in folder.iterdir()] == ["b"]
    assert (folder / "b").stat().st_mode & 0o777 == 0o600


async def test_nothing_is_overwritten(ready: Where, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    async with ready.opened() as store:
        with pytest.raises(FileUnwritableError, match="nothing is overwritten"):
            await back_up(store, tmp_path / "b", silent)
        with pytest.raises(FileUnwritableError, match="missing"):
            await back_up(store, tmp_path / "missing" / "b", silent)
    assert (tmp_path / "b").read_text() == "mine"


async def test_what_holds_something_is_left_alone(ready: Where, tmp_path: Path) -> None:
    async with ready.opened() as store:
        await fill(store)
        await back_up(store, tmp_path / "b", silent)
        with pytest.raises(StoreNotEmptyError, match="4 rows"):
            await restore(tmp_path / "b", store, silent)
        assert await channels(store) == 3


async def test_a_restore_that_fails_leaves_nothing_behind(ready: Where, tmp_path: Path) -> None:
    async with open_store(tmp_path / "here") as store:
        await fill(store, 600)
        await back_up(store, tmp_path / "b", silent)

    def fail(done: int, _of: int) -> None:
        if done:
            raise ZeroDivisionError

    async with ready.opened() as store:
        with pytest.raises(ZeroDivisionError):
            await restore(tmp_path / "b", store, fail)
        assert await channels(store) == 0


@pytest.mark.parametrize("content", [b"", b"no database, but long enough to look at " * 200])
async def test_a_file_that_is_no_backup_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b").write_bytes(content)
    async with open_store(tmp_path / "data") as store:
        with pytest.raises(BackupInvalidError, match="no backup"):
            await restore(tmp_path / "b", store, silent)


async def test_a_database_of_another_program_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "b")) as other:
        other.execute("CREATE TABLE channel (name)")
    async with open_store(tmp_path / "data") as store:
        with pytest.raises(BackupInvalidError, match="no backup"):
            await restore(tmp_path / "b", store, silent)
        with pytest.raises(BackupInvalidError, match="cannot be read"):
            await restore(tmp_path / "nowhere", store, silent)


async def test_a_backup_of_an_older_version_is_brought_up_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "old"
    async with open_store(tmp_path / "here") as store:
        await fill(store)
        await back_up(store, file, silent)
    database = sqlite(file)
    async with database.migrating.begin() as connection:
        await connection.run_sync(lambda sync: downgrade(sync, "0001"))
    await database.dispose()
    before = file.read_bytes()
    async with open_store(tmp_path / "data") as other:
        assert await restore(file, other, silent) == 4
    assert file.read_bytes() == before


async def test_a_backup_of_a_newer_version_is_told(tmp_path: Path) -> None:
    async with open_store(tmp_path / "here") as store, store.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    async with open_store(tmp_path / "data") as other:
        with pytest.raises(BackupInvalidError, match="newer Footlight"):
            await restore(tmp_path / "here" / "footlight.db", other, silent)
