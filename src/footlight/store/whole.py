"""What a cancel does not break off, but comes after.

Where it reaches into a statement, SQLAlchemy gives up the connection, and with it what others wrote in the same
transaction; where it reaches into connecting or closing, a connection is lost that nobody closes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import wraps
from typing import Any, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

_T = TypeVar("_T")
_Method = TypeVar("_Method", bound=Callable[..., Coroutine[Any, Any, Any]])


async def to_its_end(work: Coroutine[Any, Any, _T]) -> _T:
    """Do ``work``; a cancel meanwhile is raised once it has ended, whatever came of it."""
    task = asyncio.create_task(work)
    cancelled = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        # Nobody asks for it any more.
        task.exception()
    raise cancelled


@asynccontextmanager
async def whole(context: AbstractAsyncContextManager[_T]) -> AsyncIterator[_T]:
    """The same context, of which neither the beginning nor the end is broken off: what was begun is ended too."""
    stack = AsyncExitStack()
    try:
        value = await to_its_end(stack.enter_async_context(context))
        yield value
    except BaseException as error:
        if not await to_its_end(stack.__aexit__(type(error), error, error.__traceback__)):
            raise
    else:
        await to_its_end(stack.__aexit__(None, None, None))


def _whole(method: _Method) -> _Method:
    @wraps(method)
    async def run(self: AsyncSession, *arguments: Any, **named: Any) -> Any:
        return await to_its_end(method(self, *arguments, **named))

    return cast(_Method, run)


class WholeSession(AsyncSession):
    """A session that no cancel leaves in the midst of a statement."""

    execute = _whole(AsyncSession.execute)
    scalar = _whole(AsyncSession.scalar)  # type: ignore[assignment, arg-type]
    stream = _whole(AsyncSession.stream)
    get = _whole(AsyncSession.get)
    get_one = _whole(AsyncSession.get_one)
    merge = _whole(AsyncSession.merge)
    delete = _whole(AsyncSession.delete)
    flush = _whole(AsyncSession.flush)
    refresh = _whole(AsyncSession.refresh)
