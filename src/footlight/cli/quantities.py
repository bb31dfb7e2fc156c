"""How sizes, bitrates, gains, times and words of a choice are written on the command line."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from footlight.errors import OptionInvalidError
from footlight.model.units import Micros, micros_from_seconds

Known = TypeVar("Known", bound=str)

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


def parse_size(text: str) -> tuple[int, int]:
    """``1280x720`` as (width, height).

    Raises:
        OptionInvalidError: written in another way.
    """
    match = re.fullmatch(r"([0-9]{1,6})x([0-9]{1,6})", text.strip().lower())
    if match is None:
        raise OptionInvalidError(f"--size {text!r} is no size: write WIDTHxHEIGHT, like 1280x720")
    return int(match[1]), int(match[2])


def parse_bitrate(text: str) -> int:
    """``4M``, ``2500k`` or ``800000`` in bits a second.

    Raises:
        OptionInvalidError: written in another way.
    """
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([km]?)", text.strip().lower())
    if match is None:
        raise OptionInvalidError(f"--max-bitrate {text!r} is no bitrate: write bits a second, like 4M or 2500k")
    return round(float(match[1]) * _UNITS[match[2]])


def parse_gains(texts: Iterable[str]) -> dict[str, float]:
    """``system=-12`` and the like as decibels by name; the last word on a name counts.

    Raises:
        OptionInvalidError: written in another way.
    """
    gains = {}
    for text in texts:
        match = re.fullmatch(r"([^=]+)=([+-]?[0-9]{1,3}(?:\.[0-9]{1,2})?)(?:dB)?", text.strip(), re.IGNORECASE)
        if match is None:
            raise OptionInvalidError(f"--gain {text!r} is no gain: write SOUND=DECIBELS, like system=-12")
        gains[match[1]] = float(match[2])
    return gains


def parse_duration(option: str, text: str) -> Micros:
    """``90s``, ``10m`` or ``1.5h``.

    Raises:
        OptionInvalidError: written in another way.
    """
    match = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([smh])", text.strip().lower())
    if match is None:
        raise OptionInvalidError(f"{option} {text!r} is no time: write it like 90s, 10m or 1h")
    return micros_from_seconds(float(match[1]) * _SECONDS[match[2]])


def one_of(option: str, text: str, known: Sequence[Known]) -> Known:
    """What ``text`` is among the words that an option knows.

    Raises:
        OptionInvalidError: it is none of them.
    """
    for word in known:
        if word == text:
            return word
    raise OptionInvalidError(f"{option} {text!r} is none of {', '.join(known)}")
