"""People and channels for a server to have, made through the store in bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert

from footlight.accounts.passwords import Passwords
from footlight.accounts.secrets import new_secret, secret_hash
from footlight.accounts.sessions import LONGEST, PREFIX
from footlight.bench.server import CHANNEL
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.names import skeleton
from footlight.model.units import Micros
from footlight.store.models import Base, Channel, Person, Session
from footlight.store.store import Store, open_store

PASSWORD: Final = "kettle orbit mustard"  # noqa: S105 - of people who live for a minute
"""Everybody's."""
PUBLIC: Final = ChannelName("open")
_AT_ONCE: Final = 1_000
"""Rows that one statement adds."""


@dataclass(frozen=True, slots=True)
class Population:
    """Who and what there is. `CHANNEL` is for members too, `PUBLIC` for everybody."""

    names: Sequence[str]
    password_hash: str
    members: Sequence[str]
    """Secrets of sessions, each of another person, who has no rights but a member's."""
    owner: str
    """The secret of the session of who owns `CHANNEL`."""
    channels: Sequence[ChannelName]
    """Of other people's, for members."""


async def populate(data: Path, people: int, channels: int, signed_in: int, clock: Clock) -> Population:
    """Fill the database in ``data``.

    Args:
        people: how many there are: more than ``signed_in`` and the owner.
        signed_in: how many of them have a session, beside the owner.
    """
    hashed, now = await Passwords().hash(PASSWORD), clock.now()
    names = [f"person{number}" for number in range(people)]
    secrets = [new_secret(PREFIX) for _ in range(signed_in + 1)]
    places = [ChannelName(f"channel{number}") for number in range(channels)]
    async with open_store(data) as store:
        await _add(store, Person, (_person(number, name, hashed, now) for number, name in enumerate(names)))
        await _add(store, Session, (_session(number, secret, now) for number, secret in enumerate(secrets)))
        # Those who are not signed in own the others.
        first, others = signed_in + 1, people - signed_in - 1
        await _add(store, Channel, [
            _channel(CHANNEL, 0, "members", now),
            _channel(PUBLIC, 0, "public", now),
            *(_channel(name, first + number % others, "members", now) for number, name in enumerate(places)),
        ])  # fmt: skip
    return Population(names, hashed, secrets[1:], secrets[0], places)


async def _add(store: Store, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        async with store.write() as session:
            await session.execute(insert(table), some)


def _id(number: int) -> str:
    return f"{number:012x}"


def _person(number: int, name: str, hashed: str, now: Micros) -> dict[str, Any]:
    return {
        "id": _id(number),
        "name": name,
        "skeleton": skeleton(name),
        "role": "member",
        "password_hash": hashed,
        "created_at": now,
    }


def _session(number: int, secret: str, now: Micros) -> dict[str, Any]:
    return {
        "id": _id(number),
        "secret_hash": secret_hash(secret),
        "person": _id(number),
        "device": "bench",
        "created_at": now,
        "used_at": now,
        "expires_at": now + LONGEST,
    }


def _channel(name: ChannelName, owner: int, visibility: str, now: Micros) -> dict[str, Any]:
    return {"name": name, "owner": _id(owner), "visibility": visibility, "created_at": now}
