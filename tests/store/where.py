"""Where a test's database lies."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from footlight.store.database import Database
from footlight.store.postgres import postgres
from footlight.store.sqlite import FILE, sqlite
from footlight.store.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Where:
    """A database that may be opened any number of times."""

    data: Path
    address: str | None

    def database(self) -> Database:
        """The same before anything is in it."""
        return sqlite(self.data / FILE) if self.address is None else postgres(self.address)

    def opened(self) -> AbstractAsyncContextManager[Store]:
        return open_store(self.data, self.address)
