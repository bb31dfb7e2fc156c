"""Making and unmaking a channel's admins, moderators and VIPs, for who is something there themselves.

`ChannelBook.put` is for who was asked before what they may. Here that is asked within the transaction that writes: of
two who change each other's role at once, the second is what the first made of them.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy import func, select

from footlight.accounts.changes import rights_changed
from footlight.accounts.channels import MOST_LISTED
from footlight.accounts.grants import Grant
from footlight.accounts.grounds import read_grounds
from footlight.accounts.identity import Identity, Scope
from footlight.accounts.invitations import site_role
from footlight.accounts.rights import WATCHES, ListedAs, Standing, listed_as, standing
from footlight.accounts.rolelog import role_changed
from footlight.errors import LimitReachedError, NotAllowedError, PersonUnknownError, SignInNeededError
from footlight.model.clock import Clock
from footlight.model.names import skeleton
from footlight.store.models import ChannelRole, Person
from footlight.store.store import Store

_SCOPE: Final[Scope] = "channels"
Decide = Callable[[str, Standing, Standing], ListedAs | None]
"""Given somebody's name, the standing of who asks and theirs: what they are to be; None: nothing. Raises where they
may not be that."""


class ChannelRoles:
    """The lists of all channels."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def change(self, by: Grant, name: str, decide: Decide) -> str:
        """Make somebody what ``decide`` says; gives their name as they spell it.

        Who is to be nothing stays on the list as invited where others may not watch.

        Args:
            by: the right by which who asks is there.
            name: of an account, however it is spelt.

        Raises:
            SignInNeededError: who asks is not signed in any more.
            NotAllowedError: it is a program that is not for this.
            PersonUnknownError: nobody has an account of this name.
            LimitReachedError: the list is full.
        """
        async with self._store.write() as session:
            connection = await session.connection()
            grounds = await connection.run_sync(read_grounds, {by}, self._clock.now())
            who, place = grounds.who(by), grounds.places.get(by.channel)
            if who is None or place is None:
                raise SignInNeededError("you are not signed in any more: sign in, and try again")
            if _SCOPE not in who.scopes:
                # What it changes outlasts the token.
                raise NotAllowedError(f"a program makes and unmakes nobody without a token for {_SCOPE} too")
            person = await session.scalar(select(Person).where(Person.skeleton == skeleton(name[:256])))
            if person is None:
                raise PersonUnknownError(f"nobody with an account is called {name[:32]!r}")
            listed = await session.get(ChannelRole, (by.channel, person.id))
            role = decide(
                person.name,
                standing(who, place, grounds.roles.get((by.channel, who.person))),
                standing(
                    Identity(person.id, person.name, site_role(person.role)),
                    place,
                    None if listed is None else listed_as(listed.role),
                ),
            )
            if role is None and "member" not in WATCHES[place.visibility]:
                role = "invited"
            before = None if listed is None else listed_as(listed.role)
            if role == before:
                return person.name
            if listed is None:
                on_it = select(func.count()).select_from(ChannelRole).where(ChannelRole.channel == by.channel)
                if (await session.scalar(on_it) or 0) >= MOST_LISTED:
                    raise LimitReachedError(f"{MOST_LISTED} people are on this channel's list, which is all it takes")
                session.add(ChannelRole(channel=by.channel, person=person.id, role=role, since=self._clock.now()))
            elif role is None:
                await session.delete(listed)
            else:
                listed.role, listed.since = role, self._clock.now()
            role_changed(session, self._clock, by.channel, person.id, before, role, who.person)
            rights_changed(session, self._clock, channel=by.channel)
            return person.name
