"""What people with an account chose for themselves, in all rooms: their colour, and whom they do not want to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select

from footlight.chat.caller import Caller
from footlight.chat.colours import COLOURS, Colour
from footlight.errors import LimitReachedError, PersonUnknownError
from footlight.model.clock import Clock
from footlight.store.models import ChatBlock, ChatLook, Person
from footlight.store.store import Store

MOST_BLOCKED: Final = 500
"""By one person."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What one person chose."""

    colour: Colour | None = None
    blocked: Mapping[str, str] = field(default_factory=dict)
    """Keys, and what those are called who have them."""


NO_TASTE: Final = Taste()


class Tastes:
    """Those of all people; guests have theirs for as long as they are in a room."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, caller: Caller) -> Taste:
        """What this one chose."""
        if caller.person is None:
            return NO_TASTE
        async with self._store.read() as session:
            look = await session.get(ChatLook, caller.person)
            rows = await session.execute(
                select(ChatBlock, Person.name)
                .outerjoin(Person, Person.id == ChatBlock.blocked)
                .where(ChatBlock.person == caller.person)
                .order_by(ChatBlock.id)
            )
            blocked: dict[str, str] = {}
            for row, name in rows:
                if row.blocked is not None:
                    blocked[f"p:{row.blocked}"] = name or ""
                elif row.device is not None:
                    blocked[f"g:{row.device.hex()}"] = row.nick or ""
        colour = None if look is None else next((one for one in COLOURS if one == look.colour), None)
        return Taste(colour, blocked)

    async def choose(self, person: str, colour: Colour) -> None:
        """Show them in this colour.

        Raises:
            PersonUnknownError: the account is gone.
        """
        async with self._store.write() as session:
            if await session.get(Person, person) is None:
                raise _gone()
            look = await session.get(ChatLook, person)
            if look is None:
                session.add(ChatLook(person=person, colour=colour))
            else:
                look.colour = colour

    async def block(self, person: str, key: str, nick: str) -> None:
        """They do not want to read who has this key. Harmless when repeated.

        Raises:
            PersonUnknownError: one of the accounts is gone.
            LimitReachedError: they block as many as one may.
        """
        async with self._store.write() as session:
            if await session.get(Person, person) is None:
                raise _gone()
            mine = select(func.count()).select_from(ChatBlock).where(ChatBlock.person == person)
            if await session.scalar(mine.where(_of(key))):
                return
            if (await session.scalar(mine) or 0) >= MOST_BLOCKED:
                raise too_many_blocked()
            whom, device = _whom(key)
            if whom is not None and await session.get(Person, whom) is None:
                raise _gone()
            session.add(
                ChatBlock(
                    person=person,
                    blocked=whom,
                    device=device,
                    nick=None if whom is not None else nick,
                    at=self._clock.now(),
                )
            )

    async def unblock(self, person: str, key: str) -> None:
        """They want to read them again. Harmless when repeated."""
        async with self._store.write() as session:
            await session.execute(delete(ChatBlock).where(ChatBlock.person == person, _of(key)))


def too_many_blocked() -> LimitReachedError:
    """Somebody blocks as many as one may."""
    return LimitReachedError(f"you block {MOST_BLOCKED} people, which is all one can: unblock somebody first")


def _whom(key: str) -> tuple[str | None, bytes | None]:
    """The account of a key, or the device."""
    return (key[2:], None) if key.startswith("p:") else (None, bytes.fromhex(key[2:]))


def _of(key: str) -> ColumnElement[bool]:
    person, device = _whom(key)
    return ChatBlock.device == device if person is None else ChatBlock.blocked == person


def _gone() -> PersonUnknownError:
    return PersonUnknownError("this account is gone")
