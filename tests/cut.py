"""Cancels a task at one of the moments in which it waits, so that a test can go through all of them."""

import asyncio
from collections.abc import Collection, Coroutine, Generator
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class _Cut:
    work: Coroutine[Any, Any, object]
    at: Collection[int]
    waits: int = 0

    def __await__(self) -> Generator[Any, Any, None]:
        raised: BaseException | None = None
        while True:
            try:
                awaited = self.work.send(None) if raised is None else self.work.throw(raised)
            except StopIteration:
                return
            if self.waits in self.at:
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            self.waits += 1
            raised = None
            try:
                yield awaited
            except BaseException as error:
                raised = error


async def cut(work: Coroutine[Any, Any, object], at: Collection[int]) -> bool:
    """Do ``work``, and cancel it when it waits for the ``at``-th times, from 0 on.

    Returns:
        True where it waited so often; it has raised the cancel then, and nothing else.
    """
    cutting = _Cut(work, at)

    async def run() -> None:
        await cutting

    task = asyncio.create_task(run())
    await asyncio.wait([task])
    reached = cutting.waits > min(at)
    assert task.cancelled() == reached, task
    task.cancelled() or task.result()
    return reached
