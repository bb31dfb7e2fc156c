"""Slows down who guesses passwords: by the name that is tried from a network, by the network, and by the name."""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from footlight.errors import SlowDownError
from footlight.model.clock import Clock
from footlight.model.units import Micros

_FIRST: Final = Micros(1_000_000)
"""The wait after the first failure that costs one; each further one doubles it."""
_FORGOTTEN: Final = Micros(3_600_000_000)
"""How long after the last failure none counts."""
_MOST: Final = 10_000
"""Names and networks that are remembered; of more the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """What failures of one kind cost."""

    free: int
    """So many cost nothing."""
    longest: Micros
    """More than this nobody waits."""


_RULES: Final = {
    "name from network": _Rule(5, Micros(900_000_000)),
    # A household, or an office, has several who mistype.
    "network": _Rule(20, Micros(900_000_000)),
    # Who guesses from many networks; short, as anybody could keep the person out by it.
    "name": _Rule(50, Micros(30_000_000)),
    # Who has 2^16 networks of IPv6; short too, as strangers may share what they are part of.
    "site": _Rule(100, Micros(30_000_000)),
}


@dataclass(slots=True)
class _Failures:
    count: int
    last_at: Micros


class Guessing:
    """Remembers failures, in memory: a restart forgets them, and takes longer than the wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def attempt(self, name: str, address: str) -> None:
        """Ask before each try; it counts as a failure until it has succeeded, so that a thousand at once are not free.

        Args:
            name: what is tried, in a form that all spellings share.
            address: an IP address.

        Raises:
            SlowDownError: there were too many failures just now; it tells how long to wait.
        """
        now = self._clock.now()
        wait = max(self._wait(key, now) for key in _keys(name, address))
        if wait > 0:
            raise SlowDownError("too many wrong tries", retry_after=wait)
        for key in _keys(name, address):
            found = self._failures.pop(key, None)
            count = 0 if found is None or now - found.last_at > _FORGOTTEN else found.count
            self._failures[key] = _Failures(count + 1, now)
        while len(self._failures) > _MOST:
            self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of the name, and of its network the one that this try was counted as: one good
        account must not free others."""
        for key in _keys(name, address):
            if key[0] not in ("network", "site"):
                self._failures.pop(key, None)
            elif key in self._failures:
                self._failures[key].count -= 1

    def not_tried(self, name: str, address: str) -> None:
        """Forget this try alone: the server was too busy to look at it, which is nobody's guess."""
        for key in _keys(name, address):
            if key in self._failures:
                self._failures[key].count -= 1

    def _wait(self, key: tuple[str, str], now: Micros) -> Micros:
        found, rule = self._failures.get(key), _RULES[key[0]]
        if found is None or found.count < rule.free:
            return Micros(0)
        doublings = min(found.count - rule.free, 20)
        return Micros(found.last_at + min(_FIRST << doublings, rule.longest) - now)


def _keys(name: str, address: str) -> list[tuple[str, str]]:
    # One who has an IPv6 address has 2^64 of them.
    prefix = 32 if ip_address(address).version == 4 else 64
    network = str(ip_network(f"{address}/{prefix}", strict=False))
    keys = [("name from network", f"{network} {name}"), ("network", network), ("name", name)]
    if prefix == 64:
        keys.append(("site", str(ip_network(f"{address}/48", strict=False))))
    return keys
