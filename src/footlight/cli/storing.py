"""The database that the commands of a server's own machine work on, while the server runs or not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from footlight.settings import Settings
    from footlight.store.store import Store

DataOption = Annotated[
    Path | None, typer.Option(help="The server's data folder. Default: the setting data.", show_default=False)
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(help="The settings file. Default: ./footlight.toml, if there is one.", show_default=False),
]


@asynccontextmanager
async def open_for(data: Path | None, config: Path | None, *, make: bool) -> AsyncIterator[tuple["Settings", "Store"]]:
    """The settings, and the database that they name.

    Args:
        make: the folder and its database where there are none; else a folder that was mistyped is told.

    Raises:
        StoreUnavailableError: there is none, or it cannot be opened.
        FootlightError: as of `load_settings`.
    """
    from footlight.errors import StoreUnavailableError
    from footlight.settings import load_settings
    from footlight.store.sqlite import FILE
    from footlight.store.store import open_store

    settings = load_settings(config, {"data": data})
    if not make and settings.database is None and not (settings.data / FILE).exists():
        raise StoreUnavailableError(f"there is no database in {settings.data}: is it the server's --data?")
    async with open_store(settings.data, settings.database) as store:
        yield settings, store
