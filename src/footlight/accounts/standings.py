"""What those who hold grants are to their channels now, and which names are accounts': what a chat goes by."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from footlight.accounts.grants import Grant
from footlight.accounts.grounds import read_grounds
from footlight.accounts.identity import Identity
from footlight.accounts.rights import Standing, standing
from footlight.model.clock import Clock
from footlight.store.models import Person
from footlight.store.store import Store


@dataclass(frozen=True, slots=True)
class Stood:
    """Who holds a grant, and what they are to its channel."""

    standing: Standing
    who: Identity | None = None
    """None: nobody who is signed in."""


GUEST = Stood("guest")


class Standings:
    """Reads what is so now; whether a grant holds is for `Grants` to say."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, grants: Iterable[Grant]) -> dict[Grant, Stood]:
        """What each one's holder is; `GUEST` where somebody was signed in who is not any more."""
        asked = {grant for grant in grants if grant.person is not None}
        if not asked:
            return {}
        now = self._clock.now()
        grounds = await self._store.glance(lambda connection: read_grounds(connection, asked, now))
        found: dict[Grant, Stood] = {}
        for grant in asked:
            who, place = grounds.who(grant), grounds.places.get(grant.channel)
            if who is None or place is None:
                found[grant] = GUEST
            else:
                role = grounds.roles.get((grant.channel, who.person))
                found[grant] = Stood(standing(who, place, role), who)
        return found

    async def alike(self, skeletons: Collection[str]) -> set[str]:
        """Which of these are of the name of an account."""
        found = select(Person.skeleton).where(Person.skeleton.in_(skeletons))
        return await self._store.glance(lambda connection: set(connection.scalars(found)))
