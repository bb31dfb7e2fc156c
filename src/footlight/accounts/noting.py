"""Notes of when something was used: written if that can be, and worth no refusal where it cannot."""

from sqlalchemy import Update

from footlight.errors import StoreUnavailableError
from footlight.logs import logger
from footlight.store.store import Store

_log = logger(__name__)


async def note(store: Store, what: str, id: str, statement: Update) -> None:
    """Write one down. A full disk is logged: who only reads, or is live, goes on.

    Args:
        what: was used.
        id: its own.
    """
    try:
        async with store.write() as session:
            await session.execute(statement)
    except StoreUnavailableError as error:
        _log.error("a use cannot be noted", what=what, id=id, error=str(error))
