"""What a database complains of, as the one error that everybody knows."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from footlight.errors import StoreUnavailableError


@asynccontextmanager
async def faults_named() -> AsyncIterator[None]:
    """Tell whatever the database cannot do as `StoreUnavailableError`, but not a broken rule of our own schema."""
    try:
        yield
    except IntegrityError:
        # A fault of this program, not of the disk.
        raise
    except (DBAPIError, sqlite3.Error, PoolTimeoutError) as error:
        fault = error.orig if isinstance(error, DBAPIError) else error
        raise StoreUnavailableError(f"the database cannot be used: {fault}") from error
    except TimeoutError as error:
        # It did not even answer the question whether it is there.
        raise StoreUnavailableError("the database cannot be used: it does not answer") from error
