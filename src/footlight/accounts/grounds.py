"""What grants rest on, read for many of them by a few statements."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Row, Select, and_, bindparam, or_, select
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

    def add_channel(self, name: ChannelName, owner: str | None, watched_by: str, password_hash: str | None) -> None:
        self.places[name] = Place(name, owner, visibility(watched_by))
        self.passwords[name] = password_hash

    def add_person(self, id: str, name: str, role: str) -> None:
        self.people[id] = Identity(id, name, site_role(role))

    def add_token(self, id: str, scopes: str) -> None:
        self.tokens[id] = frozenset(scopes.split())


_CHANNEL: Final = (Channel.name, Channel.owner, Channel.visibility, Channel.password_hash)
_PERSON: Final = (Person.id, Person.name, Person.role)
_TOKEN: Final = (Token.id, Token.scopes)
"""What is asked of each, as `Grounds` takes it."""


def read_grounds(database: Connection, held: Collection[Held], now: Micros) -> Grounds:
    """Read what all of ``held`` rest on."""
    if len(held) == 1:
        return _of_one(database, next(iter(held)), now)
    found = Grounds()
    channels = {one.channel for one in held}
    for channel in _rows(database, select(*_CHANNEL), Channel.name, channels):
        found.add_channel(*channel)
    people = {one.person for one in held if one.person is not None}
    active = select(*_PERSON).where(Person.suspended_at.is_(None))
    for person in _rows(database, active, Person.id, people):
        found.add_person(*person)
    good = select(Session.id).where(Session.expires_at > now, Session.used_at > now - IDLE)
    found.sessions.update(id for (id,) in _rows(database, good, Session.id, {one.session for one in held}))
    tokens = select(*_TOKEN).where(Token.expires_at.is_(None) | (Token.expires_at > now))
    for token in _rows(database, tokens, Token.id, {one.token for one in held}):
        found.add_token(*token)
    listed = select(ChannelRole.channel, ChannelRole.person, ChannelRole.role)
    if len(channels) == 1:
        listed = listed.where(ChannelRole.channel.in_(channels))
    for channel, person, role in _rows(database, listed, ChannelRole.person, people):
        found.roles[channel, person] = listed_as(role)
    keys = select(StreamKey.channel, StreamKey.id).where(
        StreamKey.revoked_at.is_(None), StreamKey.channel.not_in(_OF_SUSPENDED)
    )
    for channel, key in _rows(database, keys, StreamKey.id, {one.key for one in held}):
        found.keys.add((channel, key))
    return found


_OF_ONE: Final = (
    select(*_CHANNEL, *_PERSON, *_TOKEN, Session.id, ChannelRole.role, StreamKey.id)
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
"""All at once: a viewer waits for this twice."""


def _of_one(database: Connection, held: Held, now: Micros) -> Grounds:
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
    row = database.execute(_OF_ONE, asked).one_or_none()
    if row is None:
        return found
    channel, person, token, (session, role, key) = row[:4], row[4:7], row[7:9], row[9:]
    found.add_channel(*channel)
    if person[0] is not None:
        found.add_person(*person)
    if token[0] is not None:
        found.add_token(*token)
    if session is not None:
        found.sessions.add(session)
    if role is not None and held.person is not None:
        found.roles[held.channel, held.person] = listed_as(role)
    if key is not None:
        found.keys.add((held.channel, key))
    return found


def _rows(
    database: Connection,
    statement: Select[*tuple[Any, ...]],
    column: InstrumentedAttribute[Any],
    values: Collection[str | None],
) -> Iterator[Row[*tuple[Any, ...]]]:
    for some in _parts([value for value in values if value is not None]):
        yield from database.execute(statement.where(column.in_(some))).all()


def _parts(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _TOGETHER):
        yield values[start : start + _TOGETHER]
