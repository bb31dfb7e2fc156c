"""Two views that share one display: what goes out and what comes in, in one living line."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from footlight.cli.status import StatusDisplay

Half = Literal["out", "in"]

_ARROWS: Final[dict[Half, str]] = {"out": "->", "in": "<-"}


class HalfDisplay(StatusDisplay):
    """One half of ``whole``; JSON objects say of which ``half`` they tell."""

    def __init__(self, whole: StatusDisplay, half: Half, told: dict[Half, str], *, as_json: bool) -> None:
        """``told``: what both halves told last, shared by them."""
        super().__init__(as_json=as_json)
        self._whole = whole
        self._half: Half = half
        self._told = told

    def status(self, words: str, values: Mapping[str, object]) -> None:
        self._told[self._half] = words
        line = "   ".join(f"{_ARROWS[half]} {self._told[half]}" for half in _ARROWS if half in self._told)
        self._whole.status(line, {"half": self._half, **values})

    def event(self, words: str, values: Mapping[str, object], more: Sequence[str] = ()) -> None:
        self._whole.event(f"{_ARROWS[self._half]} {words}", {"half": self._half, **values}, more)

    def words(self, words: str) -> None:
        self._whole.words(words)

    def ask(self, question: str) -> None:
        self._whole.ask(question)

    def asked(self) -> None:
        self._whole.asked()

    def object(self, values: Mapping[str, object]) -> None:
        self._whole.object({"half": self._half, **values})

    def clear(self) -> None:
        self._whole.clear()


def halves(whole: StatusDisplay, *, as_json: bool) -> tuple[HalfDisplay, HalfDisplay]:
    """The displays of what goes out and of what comes in."""
    told: dict[Half, str] = {}
    return (
        HalfDisplay(whole, "out", told, as_json=as_json),
        HalfDisplay(whole, "in", told, as_json=as_json),
    )
