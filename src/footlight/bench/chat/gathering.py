"""People in chats, all in one process and one thread, which is told what to do by lines of JSON:

    python -m footlight.bench.chat.gathering PORT

`Join` lets so many people more into a room, `Talk` lets them write for a while and answers with what they heard.
"""

import os
import selectors
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Final

import msgspec
import numpy as np

from footlight.bench.chat.chatter import Chatter, Heard, Place

_COMING: Final = 100
"""Who come at once."""
_PATIENCE: Final = 60.0
"""Seconds until somebody is let in."""
_LATE: Final = 10.0
"""Seconds that what was said may be on its way when nobody writes any more."""
_COMMANDS: Final = 0
_LOOK: Final = 0.5


class Join(msgspec.Struct, tag_field="do", tag="join", frozen=True):
    """Let so many more into a room."""

    room: str
    people: int


class Talk(msgspec.Struct, tag_field="do", tag="talk", frozen=True):
    """Write, and listen."""

    rooms: Sequence[str]
    seconds: float
    lines_per_second: float
    """In each room, by one after the other."""
    writers: int | None = None
    """Only the first so many of each room write."""


class Joined(msgspec.Struct, frozen=True):
    """How many are there, in all rooms."""

    people: int
    error: str = ""
    """What somebody was told who was not let in."""


class Talked(msgspec.Struct, frozen=True):
    """What everybody heard; delays are from the moment that a line was sent to its last byte read."""

    people: int
    said: int
    kept: int
    refused: dict[str, int]
    unanswered: int
    heard: int
    missing: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    answer_p50_ms: float
    answer_p99_ms: float
    lost: int
    """Whose connection ended."""
    error: str
    """What the first of them was told."""
    generator: float
    """Share of a core that the people themselves took: near 1 the figures mean nothing."""


class Gathering:
    """All people of all rooms."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._places: dict[str, Place] = {}
        self._selector = selectors.DefaultSelector()
        self._heard = Heard()
        self._lost: list[str] = []

    def run(self) -> None:
        """Do what standard input says until it ends."""
        self._selector.register(_COMMANDS, selectors.EVENT_READ, None)
        commands = b""
        while True:
            if not self._turn(_LOOK):
                continue
            read = os.read(_COMMANDS, 65_536)
            if not read:
                return
            *whole, commands = (commands + read).split(b"\n")
            for line in whole:
                answer = self._do(msgspec.json.decode(line, type=Join | Talk))
                print(msgspec.json.encode(answer).decode(), flush=True)

    def _do(self, command: Join | Talk) -> Joined | Talked:
        return self.join(command) if isinstance(command, Join) else self.talk(command)

    def join(self, join: Join) -> Joined:
        """Let people in, some at a time."""
        place = self._places.setdefault(join.room, Place(join.room))
        coming: list[Chatter] = []
        left, deadline = join.people, time.monotonic() + _PATIENCE
        while (left or coming) and not self._lost and time.monotonic() < deadline:
            while left and len(coming) < _COMING:
                try:
                    chatter = Chatter(self._port, place, f"guest{len(place.people)}x", self._heard)
                except OSError as error:
                    return Joined(self._people, f"a connection cannot be made: {error}")
                self._selector.register(chatter, selectors.EVENT_READ, chatter)
                place.people.append(chatter)
                coming.append(chatter)
                left -= 1
                deadline = time.monotonic() + _PATIENCE
            self._turn(_LOOK)
            coming = [chatter for chatter in coming if not chatter.here]
        why = self._lost[0] if self._lost else f"{len(coming)} wait still" if coming else ""
        return Joined(self._people, why)

    def talk(self, talk: Talk) -> Talked:
        """Let people write for a while; then wait for what is on its way."""
        places = [self._places[room] for room in talk.rooms]
        self._forget(places)
        busy, began = time.process_time(), time.monotonic()
        self._write(places, talk, began)
        took, busy = time.monotonic() - began, time.process_time() - busy
        self._until(lambda: self._missing(places) <= 0 and not self._unanswered(places), _LATE)
        heard = self._heard
        return Talked(
            people=sum(len(place.people) for place in places),
            said=heard.said,
            kept=sum(place.kept for place in places),
            refused=dict(heard.refused),
            unanswered=self._unanswered(places),
            heard=len(heard.delays),
            missing=self._missing(places),
            p50_ms=_percentile(heard.delays, 50),
            p99_ms=_percentile(heard.delays, 99),
            max_ms=_percentile(heard.delays, 100),
            answer_p50_ms=_percentile(heard.answers, 50),
            answer_p99_ms=_percentile(heard.answers, 99),
            lost=len(self._lost),
            error=self._lost[0] if self._lost else "",
            generator=round(busy / took, 3),
        )

    def _write(self, places: list[Place], talk: Talk, began: float) -> None:
        every = 1 / (talk.lines_per_second * len(places))
        due, end, turns = began, began + talk.seconds, cycle(places)
        while (now := time.monotonic()) < end:
            if now < due:
                self._turn(min(due, end) - now)
                continue
            # One after the other, with an ear to what comes between.
            writer = _writer(next(turns), talk.writers)
            if writer is not None:
                writer.say()
            due += every
            self._turn(0)

    def _until(self, reached: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not reached() and time.monotonic() < deadline:
            self._turn(0.05)

    def _turn(self, seconds: float) -> bool:
        """Read what came, or wait for it so long; whether there is a command."""
        commanded = False
        for key, _ in self._selector.select(seconds):
            chatter: Chatter | None = key.data
            if chatter is None:
                commanded = True
                continue
            chatter.read()
            if chatter.lost:
                self._selector.unregister(chatter)
                chatter.close()
                self._lost.append(chatter.bye)
        return commanded

    def _forget(self, places: list[Place]) -> None:
        heard = self._heard
        del heard.delays[:], heard.answers[:]
        heard.said = 0
        heard.refused.clear()
        for place in places:
            place.kept = 0

    def _missing(self, places: list[Place]) -> int:
        """Lines that somebody did not hear who is there."""
        return sum(place.kept * sum(one.here for one in place.people) for place in places) - len(self._heard.delays)

    def _unanswered(self, places: list[Place]) -> int:
        return sum(one.waits for place in places for one in place.people)

    @property
    def _people(self) -> int:
        return sum(one.here for place in self._places.values() for one in place.people)


def _writer(place: Place, writers: int | None) -> Chatter | None:
    """Who is the next to write; None where nobody is there."""
    for one in _round(place, writers):
        if one.here:
            return one
    return None


def _round(place: Place, writers: int | None) -> Iterator[Chatter]:
    people = len(place.people) if writers is None else min(writers, len(place.people))
    for _ in range(people):
        place.turn = (place.turn + 1) % people
        yield place.people[place.turn]


def _percentile(nanoseconds: object, share: int) -> float:
    values = np.asarray(nanoseconds)
    return round(float(np.percentile(values, share)) / 1e6, 2) if values.size else 0.0


if __name__ == "__main__":
    Gathering(int(sys.argv[1])).run()
