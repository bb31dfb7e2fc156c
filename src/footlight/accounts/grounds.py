"""What grants rest on, read for many of them by a few statements."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from footlight.accounts.identity import Identity
from footlight.accounts.invitations import site_role
from footlight.accounts.rights import ListedAs, Place, listed_as, visibility
from footlight.accounts.sessions import IDLE
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import Channel, ChannelRole, Person, Session, StreamKey, Token

_TOGETHER: Final = 500
"""Values in one statement: databases take some thousand."""


_OF_SUSPENDED: Final = (
    select(Channel.name).join(Person, Person.id == Channel.owner).where(Person.suspended_at.is_not(None))
)
"""Their keys send nothing: who is suspended would go on by them."""


class Held(Protocol):
    """What is asked of a grant."""

    @property
    def channel(self) -> ChannelName: ...
    @property
    def person(self) -> str | None: ...
    @property
    def session(self) -> str | None: ...
    @property
    def token(self) -> str | None: ...
    @property
    def key(self) -> str | None: ...


@dataclass(slots=True)
class Grounds:
    """What there is of what was asked for; what is not here is gone, over, suspended or revoked."""

    places: dict[ChannelName, Place] = field(default_factory=dict)
    passwords: dict[ChannelName, str | None] = field(default_factory=dict)
    """Of channels: their hashes."""
    people: dict[str, Identity] = field(default_factory=dict)
    """As if they asked themselves."""
    sessions: set[str] = field(default_factory=set)
    tokens: dict[str, frozenset[str]] = field(default_factory=dict)
    """Their scopes."""
    roles: dict[tuple[ChannelName, str], ListedAs] = field(default_factory=dict)
    keys: set[tuple[ChannelName, str]] = field(default_factory=set)

    def who(self, held: Held) -> Identity | None:
        """Whom a grant is of; None where nobody is signed in, or not any more."""
        if held.person is None or (held.session is not None and held.session not in self.sessions):
            return None
        person = self.people.get(held.person)
        if person is None or held.token is None:
            return person
        scopes = self.tokens.get(held.token)
        return None if scopes is None else Identity(person.person, person.name, person.role, None, held.token, scopes)

    def add_channel(self, row: Channel) -> None:
        self.places[row.name] = Place(row.name, row.owner, visibility(row.visibility))
        self.passwords[row.name] = row.password_hash

    def add_person(self, row: Person) -> None:
        self.people[row.id] = Identity(row.id, row.name, site_role(row.role))

    def add_token(self, row: Token) -> None:
        self.tokens[row.id] = frozenset(row.scopes.split())


async def read_grounds(session: AsyncSession, held: Collection[Held], now: Micros) -> Grounds:
    """Read what all of ``held`` rest on."""
    if len(held) == 1:
        return await _of_one(session, next(iter(held)), now)
    found = Grounds()
    channels = {one.channel for one in held}
    for channel in await _rows(session, select(Channel), Channel.name, channels):
        found.add_channel(channel)
    people = {one.person for one in held if one.person is not None}
    active = select(Person).where(Person.suspended_at.is_(None))
    for person in await _rows(session, active, Person.id, people):
        found.add_person(person)
    good = select(Session.id).where(Session.expires_at > now, Session.used_at > now - IDLE)
    found.sessions.update(await _rows(session, good, Session.id, {one.session for one in held}))
    tokens = select(Token).where(Token.expires_at.is_(None) | (Token.expires_at > now))
    for token in await _rows(session, tokens, Token.id, {one.token for one in held}):
        found.add_token(token)
    listed = select(ChannelRole)
    if len(channels) == 1:
        listed = listed.where(ChannelRole.channel.in_(channels))
    for role in await _rows(session, listed, ChannelRole.person, people):
        found.roles[role.channel, role.person] = listed_as(role.role)
    keys = select(StreamKey).where(StreamKey.revoked_at.is_(None), StreamKey.channel.not_in(_OF_SUSPENDED))
    for key in await _rows(session, keys, StreamKey.id, {one.key for one in held}):
        found.keys.add((key.channel, key.id))
    return found


_OF_ONE: Final = (
    select(Channel, Person, Session.id, Token, ChannelRole.role, StreamKey.id)
    .select_from(Channel)
    .outerjoin(Person, and_(Person.id == bindparam("person"), Person.suspended_at.is_(None)))
    .outerjoin(
        Session,
        and_(
            Session.id == bindparam("session"),
            Session.expires_at > bindparam("now"),
            Session.used_at > bindparam("used"),
        ),
    )
    .outerjoin(
        Token,
        and_(Token.id == bindparam("token"), or_(Token.expires_at.is_(None), Token.expires_at > bindparam("now"))),
    )
    .outerjoin(ChannelRole, and_(ChannelRole.channel == Channel.name, ChannelRole.person == bindparam("person")))
    .outerjoin(
        StreamKey,
        and_(
            StreamKey.id == bindparam("key"),
            StreamKey.channel == Channel.name,
            StreamKey.revoked_at.is_(None),
            StreamKey.channel.not_in(_OF_SUSPENDED),
        ),
    )
    .where(Channel.name == bindparam("channel"))
)
"""All at once: each statement is some trips to the database's thread, and a viewer waits for this twice."""


async def _of_one(session: AsyncSession, held: Held, now: Micros) -> Grounds:
    found = Grounds()
    asked = {
        "channel": held.channel,
        "person": held.person,
        "session": held.session,
        "token": held.token,
        "key": held.key,
        "now": now,
        "used": now - IDLE,
    }
    row = (await session.execute(_OF_ONE, asked)).one_or_none()
    if row is None:
        return found
    channel, person, session_id, token, role, key = row
    found.add_channel(channel)
    if person is not None:
        found.add_person(person)
    if session_id is not None:
        found.sessions.add(session_id)
    if token is not None:
        found.add_token(token)
    if role is not None and held.person is not None:
        found.roles[held.channel, held.person] = listed_as(role)
    if key is not None:
        found.keys.add((held.channel, key))
    return found


async def _rows(
    session: AsyncSession, statement: Select[Any], column: InstrumentedAttribute[Any], values: Collection[str | None]
) -> list[Any]:
    rows: list[Any] = []
    for some in _parts([value for value in values if value is not None]):
        rows += await session.scalars(statement.where(column.in_(some)))
    return rows


def _parts(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _TOGETHER):
        yield values[start : start + _TOGETHER]
