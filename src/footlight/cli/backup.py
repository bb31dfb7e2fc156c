"""``footlight backup`` and ``footlight restore``: all that the database holds, in a file and back."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from footlight.cli.storing import ConfigOption, DataOption, open_for


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make; none is overwritten.")],
    data: DataOption = None,
    config: ConfigOption = None,
) -> None:
    """Write all that the database holds into FILE, as it is at this moment; the server may run meanwhile.

    The file holds addresses and hashed passwords: keep it as you keep the server. Recordings and certificates are
    not in it.

    \b
    Examples:
      footlight backup footlight-2026-11-21.backup
      footlight backup /var/backups/footlight.backup --data /var/lib/footlight
    """
    from footlight.store.backup import back_up

    async def write() -> int:
        async with open_for(data, config, make=False) as (_, store):
            with _progress("Backing up") as told:
                return await back_up(store, file, told)

    rows = asyncio.run(write())
    typer.echo(f"{rows} rows in {file}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What footlight backup wrote.")],
    data: DataOption = None,
    config: ConfigOption = None,
) -> None:
    """Bring back what FILE holds into a database that is empty: all of it, or nothing.

    The backup may be of an older version, and of the other kind of database: so it leads from SQLite to PostgreSQL.

    \b
    Examples:
      footlight restore footlight-2026-11-21.backup --data new-folder
      FOOTLIGHT_DATABASE=postgresql://footlight@/footlight footlight restore footlight.backup
    """
    from footlight.store.backup import restore as bring_back

    async def read() -> int:
        async with open_for(data, config, make=True) as (_, store):
            with _progress("Restoring") as told:
                return await bring_back(file, store, told)

    rows = asyncio.run(read())
    typer.echo(f"{rows} rows restored")


@contextmanager
def _progress(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(words, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
