"""The recording of a command: what fails in it ends the command, and at the end it is told of."""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from footlight.cli.recordoption import RecordTo
from footlight.cli.status import StatusDisplay
from footlight.client.recording.gap import Gap
from footlight.client.recording.recordeduplink import recorded
from footlight.client.recording.recordingthread import RecordingThread
from footlight.client.sending.uplink import OpenUplink

_MOST_TOLD: Final = 5
"""Gaps that a person is told of one by one; the file tells of all."""


class Recording:
    """One that runs, or none; belongs to an event loop."""

    def __init__(self, to: RecordTo | None) -> None:
        """Make the file and begin.

        Raises:
            FileUnwritableError: the file cannot be made.
        """
        loop = asyncio.get_running_loop()
        self.failed: asyncio.Future[None] = loop.create_future()
        """Set with the error that ends it."""
        self.sink: RecordingThread | None = None
        """What keeps the packets; None where nothing is recorded."""
        if to is not None:
            self.sink = RecordingThread(to.path, lambda error: loop.call_soon_threadsafe(self._fail, error), to.every)

    def around(self, uplink: OpenUplink) -> OpenUplink:
        """The same uplink, with all that is sent recorded."""
        return uplink if self.sink is None else recorded(uplink, self.sink)

    async def during(self, work: Coroutine[None, None, None]) -> None:
        """Do ``work``, for as long as the recording does not fail.

        Raises:
            FootlightError: the recording failed.
        """
        working = asyncio.create_task(work)
        try:
            await asyncio.wait({working, self.failed}, return_when=asyncio.FIRST_COMPLETED)
            for done in (self.failed, working):
                if done.done():
                    done.result()
        finally:
            working.cancel()
            await asyncio.wait({working})

    def _fail(self, error: Exception) -> None:
        if not self.failed.done():
            self.failed.set_exception(error)


@contextmanager
def recording(to: RecordTo | None, display: StatusDisplay) -> Iterator[Recording]:
    """Record until the block ends, and tell what was kept, where anything was; None: do not.

    Raises:
        FileUnwritableError: the file cannot be made.
    """
    begun = Recording(to)
    try:
        yield begun
    finally:
        if begun.sink is not None:
            begun.sink.close()
            paths, gaps = begun.sink.paths, begun.sink.gaps
            if paths:
                words, *more = recorded_words(paths, gaps)
                display.event(words, recorded_values(paths, gaps), more)


def recorded_words(paths: Sequence[Path], gaps: Sequence[Gap]) -> list[str]:
    """What was kept and what is missing, for a person, in lines."""
    lines = ["Kept in " + ", ".join(map(str, paths))]
    lines += [f"  {gap.path.name} at {gap.at:.1f} s: {gap.words}" for gap in gaps[:_MOST_TOLD]]
    if len(gaps) > _MOST_TOLD:
        lines.append(f"  and {len(gaps) - _MOST_TOLD} more gaps, of which the files tell")
    return lines


def recorded_values(paths: Sequence[Path], gaps: Sequence[Gap]) -> dict[str, object]:
    """The same for a program."""
    return {
        "event": "recorded",
        "files": [str(path) for path in paths],
        "gaps": [
            {
                "file": str(gap.path),
                "at_s": round(gap.at, 3),
                "for_s": round(gap.duration, 3),
                "why": gap.why,
                "tracks": list(gap.tracks),
            }
            for gap in gaps
        ],
    }
