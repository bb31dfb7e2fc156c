"""The order of the tests, the event loop of those of the whole, and what is made once for all: passwords that cost
nothing, empty databases."""

import asyncio
import gc
import shutil
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST
from pytest_asyncio import is_async_test

from footlight.store.sqlite import FILE
from footlight.store.store import open_store
from tests.postgres import PostgresServer, postgres_server

E2E = Path(__file__).parent / "e2e"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What the tests are made of stays to the end: to look through it for garbage takes a fifth of their time.
    What each makes goes soon enough where it is looked for more seldom than by Python's own measure."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the end-to-end tests last, and all of them on one event loop: they share one browser."""
    items.sort(key=lambda item: item.path.is_relative_to(E2E))
    for item in items:
        if item.path.is_relative_to(E2E) and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Each hash takes a second of a busy machine otherwise, which is its purpose; servers and commands that are
    processes of their own hash as people's do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("footlight.accounts.passwords.PARAMETERS", CHEAPEST)
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with all tables and nothing in them, to be copied: to make one takes time."""
    folder = tmp_path_factory.mktemp("empty")
    _make(folder)
    return folder / FILE


@pytest.fixture
def empty_data(tmp_path: Path, empty_database: Path) -> Path:
    """A data folder with such a database, which is also the ``tmp_path``."""
    shutil.copy(empty_database, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def _tables(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    address = server.database()
    _make(tmp_path_factory.mktemp("empty"), address)
    return address


@pytest.fixture
def empty_postgres(server: PostgresServer, _tables: str) -> str:
    """The address of the same in PostgreSQL. It is one database for all tests, emptied before each: to make it takes
    ten times as long as most of them."""
    server.empty(_tables)
    return _tables


def _make(folder: Path, address: str | None = None) -> None:
    async def make() -> None:
        async with open_store(folder, address):
            pass

    # In a thread, as the event loop of this one is for tests.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(make())).result()
