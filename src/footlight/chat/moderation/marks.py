"""By what somebody is known who comes again under another nick: their account, their browser, their network."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, Generic, TypeVar

from footlight.chat.caller import Caller
from footlight.chat.ranks import Deed, Rank, may

T = TypeVar("T")

_PREFIX: Final = {4: 24, 6: 64}
"""Bits of an address that its neighbours share: what one provider's street or office has."""
_SMALLEST: Final = {4: 32, 6: 64}
"""Bits that all devices of one household share."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What one person is known by."""

    persons: frozenset[str] = frozenset()
    """Ids of accounts."""
    devices: frozenset[bytes] = frozenset()
    networks: frozenset[str] = frozenset()
    """As of `network_of` or `household_of`."""

    def __iter__(self) -> Iterator[str | bytes]:
        """All of them; none is like one of another kind."""
        yield from self.persons
        yield from self.devices
        yield from self.networks

    def fits(self, caller: Caller, rank: Rank) -> bool:
        """Whether this is who is at the other end.

        Those who keep order are known by their account alone: what was done to a guest at the same browser is not
        meant for them. Networks tell of guests only, as a whole house may have one. What was done to somebody who owns
        the channel since holds for them no longer: nobody stands above them who could take it back.
        """
        if rank is Rank.OWNER:
            return False
        if caller.person in self.persons:
            return True
        if keeps_order(rank):
            return False
        if caller.device in self.devices:
            return True
        return caller.person is None and not self.networks.isdisjoint(networks_of(caller.address))


class Marked(Generic[T]):
    """What is in force against people, found by any of their marks."""

    def __init__(self) -> None:
        self._found: dict[str | bytes, dict[int, T]] = {}
        self._all: dict[int, tuple[Marks, T]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def put(self, id: int, marks: Marks, what: T) -> None:
        """In force from now on."""
        self._all[id] = (marks, what)
        for mark in marks:
            self._found.setdefault(mark, {})[id] = what

    def drop(self, id: int) -> T | None:
        """No longer; gives what it was, if it was anything."""
        found = self._all.pop(id, None)
        if found is None:
            return None
        for mark in found[0]:
            del self._found[mark][id]
            if not self._found[mark]:
                del self._found[mark]
        return found[1]

    def forget(self, over: Callable[[T], bool]) -> None:
        """Drop all that is over."""
        for id in [id for id, (_, what) in self._all.items() if over(what)]:
            self.drop(id)

    def of(self, caller: Caller, rank: Rank) -> list[T]:
        """What is in force against who is at the other end; as `Marks.fits`."""
        found: dict[int, T] = {}
        if rank is Rank.OWNER:
            return []
        if caller.person is not None:
            found.update(self._found.get(caller.person, {}))
        if not keeps_order(rank):
            found.update(self._found.get(caller.device, {}))
            for network in networks_of(caller.address) if caller.person is None else ():
                found.update(self._found.get(network, {}))
        return list(found.values())


def keeps_order(rank: Rank) -> bool:
    """Whether it is one of those who do."""
    return may(Deed.BAN, rank)


def network_of(address: str) -> str | None:
    """The part of the network that an address is in, like ``192.0.2.0/24``: what a ban is of.

    None where it tells nobody apart: this machine's own, those within a house, and what proxies that nobody told the
    server about have.
    """
    return _around(address, _PREFIX)


def household_of(address: str) -> str | None:
    """The same as small as it can be, like ``192.0.2.7/32``: what is over soon holds for."""
    return _around(address, _SMALLEST)


def networks_of(address: str) -> set[str]:
    """Both."""
    return {network for network in (network_of(address), household_of(address)) if network is not None}


def _around(address: str, prefix: dict[int, int]) -> str | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not found.is_global:
        return None
    return str(ip_network((found, prefix[found.version]), strict=False))
