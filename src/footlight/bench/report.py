"""What a bench prints: one JSON object a line, or a line as each figure comes and the machine above them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Protocol

from footlight.bench.machine import Machine

Row = Mapping[str, object]


class Report(Protocol):
    """Where figures go as they come."""

    def machine(self, machine: Machine) -> None: ...

    def heading(self, title: str, columns: Sequence[str]) -> None:
        """Rows of these columns follow."""

    def row(self, row: Row) -> None: ...

    def note(self, text: str) -> None:
        """A sentence for people; no part of the JSON."""

    def summary(self, row: Row) -> None:
        """The last of all: what the figures come to."""


class JsonReport:
    """One object a line, for programs; the last is the summary."""

    def machine(self, machine: Machine) -> None:
        _print({"machine": asdict(machine)})

    def heading(self, title: str, columns: Sequence[str]) -> None:
        del title, columns

    def row(self, row: Row) -> None:
        _print(row)

    def note(self, text: str) -> None:
        del text

    def summary(self, row: Row) -> None:
        _print(row)


class TextReport:
    """A table whose rows appear when they are measured: some take a minute."""

    def __init__(self) -> None:
        self._columns: Sequence[str] = ()

    def machine(self, machine: Machine) -> None:
        print(
            f"{machine.processor}, {machine.cores} cores, {machine.memory_gb:g} GB; {machine.system};"
            f" Python {machine.python}; load {machine.load:g}"
        )

    def heading(self, title: str, columns: Sequence[str]) -> None:
        self._columns = columns
        print(f"\n{title}\n" + " ".join(_cell(column, column) for column in columns), flush=True)

    def row(self, row: Row) -> None:
        print(" ".join(_cell(column, row.get(column)) for column in self._columns), flush=True)

    def note(self, text: str) -> None:
        print(text, flush=True)

    def summary(self, row: Row) -> None:
        print("\n" + "; ".join(f"{name} {_text(value)}" for name, value in row.items()), flush=True)


_WIDE = 22


def _cell(column: str, value: object) -> str:
    text = _text(value)
    if column in ("server", "path", "what"):
        return text.ljust(_WIDE)
    return text.rjust(max(len(column), 8))


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case float():
            return f"{value:,.3g}" if abs(value) < 1 else f"{value:,.1f}"
        case int():
            return f"{value:,}"
        case dict():
            return ", ".join(f"{name} {_text(of)}" for name, of in value.items())
        case _:
            return str(value)


def _print(row: Row) -> None:
    print(json.dumps(row), flush=True)
