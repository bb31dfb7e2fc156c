"""Sessions: the browsers that people are signed in with, listed and revoked one by one."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.accounts.changes import rights_changed
from footlight.accounts.identity import Identity
from footlight.accounts.invitations import site_role
from footlight.accounts.noting import note
from footlight.accounts.secrets import new_id, new_secret, secret_hash
from footlight.errors import SignInRefusedError
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import Person, Session
from footlight.store.store import Store

PREFIX: Final = "fls_"
_DAY: Final = 86_400_000_000
LONGEST: Final = Micros(180 * _DAY)
"""From signing in: then it is done again."""
IDLE: Final = Micros(30 * _DAY)
_TOUCHED_EVERY: Final = Micros(3_600_000_000)
"""The last use is kept no finer: a write for each request would cost more than it tells."""
MOST: Final = 50
"""Of one person; of more the one that was used least lately is ended."""
_DEVICE: Final = 128


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """What a person is told of a session."""

    id: str
    device: str
    created_at: Micros
    used_at: Micros


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun: the only time its secret is known."""

    id: str
    secret: str = field(repr=False)


_BY_SECRET: Final = (
    select(
        Session.id, Session.created_at, Session.used_at, Session.expires_at,
        Person.id.label("person"), Person.name, Person.role, Person.suspended_at,
    )
    .join(Person, Person.id == Session.person)
    .where(Session.secret_hash == bindparam("secret"))
)  # fmt: skip


class Sessions:
    """Begins, knows again, lists and ends them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def begin(self, session: AsyncSession, person: str, device: str) -> NewSession:
        """Begin one, within the transaction that let the person in.

        Args:
            person: their id.
            device: as the browser calls itself; shortened, without control characters.
        """
        new, now = NewSession(new_id(), new_secret(PREFIX)), self._clock.now()
        words = "".join(sign for sign in device if sign.isprintable())[:_DEVICE]
        session.add(
            Session(
                id=new.id,
                secret_hash=secret_hash(new.secret),
                person=person,
                device=words,
                created_at=now,
                used_at=now,
                expires_at=Micros(now + LONGEST),
            )
        )
        await session.flush()
        # Whatever the clock says: it may have been set back.
        others = select(Session.id).where(Session.person == person, Session.id != new.id)
        kept = others.order_by(Session.used_at.desc(), Session.id).limit(MOST - 1)
        ended = await session.execute(
            delete(Session)
            .where(Session.person == person, Session.id != new.id, Session.id.not_in(kept))
            .returning(Session.id)
        )
        if ended.first() is not None:
            rights_changed(session, self._clock, person=person)
        return new

    async def who(self, secret: str) -> Identity:
        """Who has this session.

        Raises:
            SignInRefusedError: there is none, it ended, or its person was suspended.
        """
        now = self._clock.now()
        shown = {"secret": secret_hash(secret)}
        row = await self._store.glance(lambda database: database.execute(_BY_SECRET, shown).one_or_none())
        if row is None or row.expires_at <= now or row.used_at + IDLE <= now:
            raise SignInRefusedError("the session is over: sign in again")
        if row.suspended_at is not None:
            raise SignInRefusedError("this account is suspended")
        if now - row.used_at > _TOUCHED_EVERY:
            used = update(Session).where(Session.id == row.id).values(used_at=now)
            await note(self._store, "session", row.id, used)
        return Identity(row.person, row.name, site_role(row.role), session=row.id, signed_in_at=row.created_at)

    async def list(self, person: str) -> list[SessionInfo]:
        """Those of one person that are good still, the one used last first."""
        now = self._clock.now()
        async with self._store.read() as session:
            rows = await session.scalars(
                select(Session)
                .where(Session.person == person, Session.expires_at > now, Session.used_at > now - IDLE)
                .order_by(Session.used_at.desc(), Session.id)
            )
            return [SessionInfo(row.id, row.device, row.created_at, row.used_at) for row in rows]

    async def end(self, person: str, id: str) -> bool:
        """End one of a person's; False where there is none."""
        async with self._store.write() as session:
            ended = await session.execute(
                delete(Session).where(Session.person == person, Session.id == id).returning(Session.id)
            )
            if ended.first() is None:
                return False
            rights_changed(session, self._clock, person=person)
            return True

    async def end_rest(self, person: str, keep: str | None) -> None:
        """End all of a person's but the one with the id ``keep``."""
        async with self._store.write() as session:
            await self.end_others(session, person, keep)

    async def end_others(self, session: AsyncSession, person: str, keep: str | None) -> None:
        """End all of a person's but one, within the transaction that changed how they sign in."""
        statement = delete(Session).where(Session.person == person)
        await session.execute(statement if keep is None else statement.where(Session.id != keep))
        rights_changed(session, self._clock, person=person)
