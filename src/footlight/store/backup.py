"""A backup: one file with all that the database holds, made while a server runs, and brought back into an empty one.

The file is an SQLite database of Footlight's, wherever it came from: so it leads from SQLite to PostgreSQL too,
and back.
"""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from footlight.errors import BackupInvalidError, FileUnwritableError, StoreNotEmptyError, StoreUnavailableError
from footlight.store.copying import copy_rows, rows_in
from footlight.store.sqlite import sqlite
from footlight.store.store import Store, opened

Progress = Callable[[int, int], object]
"""Is told how many rows are copied, and of how many."""


async def back_up(store: Store, file: Path, on_progress: Progress) -> int:
    """Write what is in ``store`` at this moment into a new ``file``, for its owner's eyes only.

    A backup that is interrupted leaves no file of that name.

    Returns:
        How many rows it holds.

    Raises:
        FileUnwritableError: there is such a file already, or it cannot be written.
        StoreUnavailableError: the database cannot be read, or the disk is full.
    """
    if await asyncio.to_thread(file.exists):
        raise FileUnwritableError(f"{file} is there already, and nothing is overwritten: give another name")
    async with _folder(file.parent) as folder:
        part = folder / "part"
        async with store.read() as source, opened(sqlite(part)) as target, target.write() as session:
            rows = await _copy(source, session, on_progress)
        await asyncio.to_thread(_publish, part, file)
    return rows


async def restore(file: Path, store: Store, on_progress: Progress) -> int:
    """Bring back what ``file`` holds: all of it, or nothing.

    Returns:
        How many rows that was.

    Raises:
        BackupInvalidError: the file cannot be read, or is no backup that this version knows.
        StoreNotEmptyError: something is in ``store`` already.
        StoreUnavailableError: the database cannot be written.
    """
    # A copy of it is brought to the newest schema: the backup itself stays as it is.
    async with _folder(None) as folder:
        copy = folder / "copy"
        try:
            await asyncio.to_thread(shutil.copyfile, file, copy)
        except OSError as error:
            raise BackupInvalidError(f"{file} cannot be read: {error.strerror}") from None
        async with _backup(file, copy) as backup, backup.read() as source, store.write() as session:
            held = await rows_in(session)
            if held:
                raise StoreNotEmptyError(
                    f"the database holds {held} rows already: restore into an empty one, as --data NEW-FOLDER is"
                )
            return await _copy(source, session, on_progress)


async def _copy(source: AsyncSession, target: AsyncSession, on_progress: Progress) -> int:
    total, done = await rows_in(source), 0
    on_progress(0, total)

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        on_progress(done, total)

    await copy_rows(source, target, count)
    return total


@asynccontextmanager
async def _backup(file: Path, copy: Path) -> AsyncIterator[Store]:
    """``copy``, a copy of ``file``, as a store with the newest schema."""
    if not await asyncio.to_thread(_is_ours, copy):
        raise BackupInvalidError(f"{file} is no backup of Footlight's")
    try:
        async with opened(sqlite(copy)) as store:
            yield store
    except StoreUnavailableError as error:
        raise BackupInvalidError(f"{file} cannot be used: {error}") from None


def _is_ours(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        try:
            return database.execute("SELECT version_num FROM alembic_version").fetchone() is not None
        except sqlite3.DatabaseError:
            return False


@asynccontextmanager
async def _folder(parent: Path | None) -> AsyncIterator[Path]:
    """A folder of one's own, for as long as the block lasts."""
    try:
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix=".footlight-", dir=parent))
    except OSError as error:
        raise FileUnwritableError(f"{parent or tempfile.gettempdir()} cannot be written: {error.strerror}") from None
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder)


def _publish(part: Path, file: Path) -> None:
    """Give the file its name, once it is whole and on disk."""
    try:
        part.chmod(0o600)
        # Fails where somebody made such a file meanwhile.
        os.link(part, file)
    except OSError as error:
        raise FileUnwritableError(f"{file} cannot be written: {error.strerror}") from None
