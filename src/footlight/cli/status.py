"""What a command tells while it runs: one living line on a terminal, sparse lines elsewhere, JSON where asked."""

import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Final

from footlight.cli.oneline import printable

_SPARSELY: Final = 10.0
"""Seconds between status lines where there is no terminal."""


class StatusDisplay:
    """Words go to stderr, JSON to stdout; so results can be piped while a person looks on."""

    def __init__(self, *, as_json: bool) -> None:
        self._json = as_json
        self.living = not as_json and sys.stderr.isatty()
        """A person looks on, at a terminal."""
        self._shown = False
        self._asking = False
        self._last = -_SPARSELY

    def status(self, words: str, values: Mapping[str, object]) -> None:
        """How it goes now: replaces the line before on a terminal."""
        if self._json:
            self.object({"event": "status", **values})
        elif self._asking:
            return
        elif self.living:
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"\r\x1b[2K{words[:width]}")
            sys.stderr.flush()
            self._shown = True
        elif time.monotonic() - self._last >= _SPARSELY:
            self._last = time.monotonic()
            sys.stderr.write(f"{words}\n")
            sys.stderr.flush()

    def event(self, words: str, values: Mapping[str, object], more: Sequence[str] = ()) -> None:
        """Something happened: a line that stays, and ``more`` lines below it."""
        if self._json:
            self.object(values)
            return
        for line in (words, *more):
            self.words(line)

    def words(self, words: str) -> None:
        """Something for people alone: a line that stays."""
        self.clear()
        sys.stderr.write(f"{printable(words)}\n")
        sys.stderr.flush()

    def ask(self, question: str) -> None:
        """Leave the cursor behind a question, and the status away, until it is `asked`."""
        self.clear()
        self._asking = True
        sys.stderr.write(question)
        sys.stderr.flush()

    def asked(self) -> None:
        """The question was answered, or given up."""
        self._asking = False

    def object(self, values: Mapping[str, object]) -> None:
        """One JSON object, on a line of its own, at once."""
        sys.stdout.write(json.dumps(dict(values)) + "\n")
        sys.stdout.flush()

    def clear(self) -> None:
        """Take the living line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
            self._shown = False
