"""Tokens: programs' rights to act for a person, within scopes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, func, select, update

from footlight.accounts.changes import rights_changed
from footlight.accounts.identity import SCOPES, Identity
from footlight.accounts.invitations import site_role
from footlight.accounts.noting import note
from footlight.accounts.secrets import new_id, new_secret, secret_hash
from footlight.errors import LimitReachedError, OptionInvalidError, PersonUnknownError, SignInRefusedError
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.model.wording import one_line
from footlight.store.models import Person, Token
from footlight.store.store import Store

PREFIX: Final = "fla_"
MOST: Final = 100
"""Of one person."""
_NAME: Final = 64
_DAY: Final = 86_400_000_000
LONGEST_DAYS: Final = 3_660
_TOUCHED_EVERY: Final = Micros(3_600_000_000)
"""The last use is kept no finer: a write for each request would cost more than it tells."""


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What a person is told of a token."""

    id: str
    name: str
    scopes: frozenset[str]
    created_at: Micros
    used_at: Micros | None
    expires_at: Micros | None
    """None: it is good until it is revoked."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: the only time its secret is known."""

    info: TokenInfo
    secret: str = field(repr=False)


class Tokens:
    """Makes, knows again, lists and revokes them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def new(self, person: str, name: str, scopes: Collection[str], days: float | None) -> NewToken:
        """Make one.

        Args:
            person: their id.
            name: for people: what it is for.
            scopes: some of `SCOPES`.
            days: for how long it is good; None: until it is revoked.

        Raises:
            OptionInvalidError: a name, a scope or a number that cannot be.
            PersonUnknownError: there is no such person.
            LimitReachedError: the person has too many.
        """
        known = one_line("a token's name", name, _NAME)
        if not known:
            raise OptionInvalidError("a token has a name, by which you know what it is for")
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise OptionInvalidError(f"a token is for one or more of {', '.join(SCOPES)}")
        if days is not None and not 0 < days <= LONGEST_DAYS:
            raise OptionInvalidError(f"a token is good for up to {LONGEST_DAYS} days, or until it is revoked")
        now, secret = self._clock.now(), new_secret(PREFIX)
        row = Token(
            id=new_id(),
            secret_hash=secret_hash(secret),
            person=person,
            name=known,
            scopes=" ".join(scope for scope in SCOPES if scope in scopes),
            created_at=now,
            used_at=None,
            expires_at=None if days is None else Micros(now + round(days * _DAY)),
        )
        async with self._store.write() as session:
            if await session.get(Person, person) is None:
                raise PersonUnknownError("there is no such person")
            held = await session.scalar(select(func.count()).select_from(Token).where(Token.person == person))
            if (held or 0) >= MOST:
                raise LimitReachedError(f"one person has at most {MOST} tokens: revoke some")
            session.add(row)
        return NewToken(_info(row), secret)

    async def who(self, secret: str) -> Identity:
        """For whom the program with this token acts, and within which scopes.

        Raises:
            SignInRefusedError: there is none, its time is over, or its person was suspended.
        """
        now, wanted = self._clock.now(), secret_hash(secret)
        async with self._store.read() as session:
            found = await session.execute(
                select(Token, Person).join(Person, Person.id == Token.person).where(Token.secret_hash == wanted)
            )
            row = found.one_or_none()
        if row is None or (row.Token.expires_at is not None and row.Token.expires_at <= now):
            raise SignInRefusedError("this token was revoked, its time is over, or there never was one")
        if row.Person.suspended_at is not None:
            raise SignInRefusedError("this account is suspended")
        if row.Token.used_at is None or now - row.Token.used_at > _TOUCHED_EVERY:
            used = update(Token).where(Token.id == row.Token.id).values(used_at=now)
            await note(self._store, "token", row.Token.id, used)
        person = row.Person
        scopes = frozenset(row.Token.scopes.split())
        return Identity(person.id, person.name, site_role(person.role), token=row.Token.id, scopes=scopes)

    async def list(self, person: str) -> list[TokenInfo]:
        """All of a person's, newest first; those whose time is over too."""
        async with self._store.read() as session:
            rows = await session.scalars(
                select(Token).where(Token.person == person).order_by(Token.created_at.desc(), Token.id)
            )
            return [_info(row) for row in rows]

    async def revoke(self, person: str, id: str) -> bool:
        """Revoke one of a person's, for ever; False where there is none."""
        async with self._store.write() as session:
            revoked = await session.execute(
                delete(Token).where(Token.person == person, Token.id == id).returning(Token.id)
            )
            if revoked.first() is None:
                return False
            rights_changed(session, self._clock, person=person)
            return True


def _info(row: Token) -> TokenInfo:
    scopes = frozenset(row.scopes.split())
    return TokenInfo(row.id, row.name, scopes, row.created_at, row.used_at, row.expires_at)
