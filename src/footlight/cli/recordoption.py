"""``--record`` and ``--record-every``, alike for who sends and who receives."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from footlight.model.units import Micros

RecordOption = Annotated[
    Path | None,
    typer.Option("--record", metavar="FILE.mp4", help="Keep it in a file, without coding again.", show_default=False),
]

RecordEveryOption = Annotated[
    str | None,
    typer.Option(
        "--record-every", metavar="TIME", help="Begin a new file every 90s, 10m or 1h. [one file]", show_default=False
    ),
]


@dataclass(frozen=True, slots=True)
class RecordTo:
    """What these options say."""

    path: Path
    every: "Micros | None"

    def beside(self, word: str) -> "RecordTo":
        """The same for another recording of the same run, whose name ends in ``word``."""
        return RecordTo(self.path.with_stem(f"{self.path.stem}-{word}"), self.every)


def record_to(record: Path | None, every: str | None) -> RecordTo | None:
    """Where to record to, if at all.

    Raises:
        OptionInvalidError: a time that is none, is too short, or has nothing to divide.
    """
    from footlight.cli.quantities import parse_duration
    from footlight.client.recording.recorder import check_every
    from footlight.errors import OptionInvalidError

    if record is None:
        if every is not None:
            raise OptionInvalidError("--record-every divides a recording: give --record FILE.mp4 too")
        return None
    if every is None:
        return RecordTo(record, None)
    span = parse_duration("--record-every", every)
    check_every(span)
    return RecordTo(record, span)
