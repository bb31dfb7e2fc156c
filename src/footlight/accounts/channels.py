"""Channels: how they are made, described, opened to people, given away and deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, get_args

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.accounts.changes import rights_changed
from footlight.accounts.chatlines import empty_rooms
from footlight.accounts.keys import revoke_all, unknown_channel
from footlight.accounts.passwords import LONGEST as LONGEST_PASSWORD
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import MADE_BY_OWNERS, STAFF, ListedAs, Place, Standing, Visibility, listed_as
from footlight.accounts.rights import visibility as known_visibility
from footlight.accounts.rolelog import role_changed
from footlight.errors import (
    ChannelTakenError,
    LimitReachedError,
    NotAllowedError,
    OptionInvalidError,
    PasswordWeakError,
    PersonUnknownError,
)
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.model.wording import one_line, several_lines
from footlight.store.models import Channel, ChannelPicture, ChannelRole, Follow, Person
from footlight.store.store import Store

MOST: Final = 20
"""Of one person."""
MOST_LISTED: Final = 1_000
"""People on one channel's list."""
TITLE: Final = 100
"""Letters that it may have."""
DESCRIPTION: Final = 2_000
CATEGORY: Final = 32
SHORTEST_PASSWORD: Final = 6
"""It is told to many, who type it: guessing it is slowed down."""


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person, as others speak of them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ChannelInfo:
    """What may be told of a channel to who may see it."""

    name: ChannelName
    owner: PersonRef | None
    """None: the site's own."""
    title: str
    description: str
    category: str
    visibility: Visibility
    has_password: bool
    picture_at: Micros | None
    """When its picture was changed; None where it has none."""
    followers: int
    created_at: Micros

    @property
    def place(self) -> Place:
        """What rights on it depend on."""
        return Place(self.name, None if self.owner is None else self.owner.id, self.visibility)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person on a channel's list."""

    person: PersonRef
    role: ListedAs
    since: Micros


class ChannelBook:
    """The channels of one site, and the people on their lists. It does not ask who may: its callers do."""

    def __init__(self, store: Store, clock: Clock, passwords: Passwords) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords

    async def make(self, owner: str | None, name: ChannelName, title: str = "") -> ChannelInfo:
        """Make a channel, public at first.

        Args:
            owner: a person's id; None: it is the site's own.

        Raises:
            ChannelTakenError: there is one of this name.
            LimitReachedError: the person has as many as one may have.
            PersonUnknownError: there is no such person.
            OptionInvalidError: the title cannot be.
        """
        title = one_line("a title", title, TITLE)
        async with self._store.write() as session:
            if owner is not None:
                await _check_may_have_more(session, owner)
            if await session.get(Channel, name) is not None:
                raise ChannelTakenError(f"there is a channel {name} already: choose another name")
            session.add(Channel(name=name, created_at=self._clock.now(), owner=owner, title=title))
            await session.flush()
            rights_changed(session, self._clock, channel=name)
            return await _info(session, name)

    async def info(self, name: ChannelName) -> ChannelInfo:
        """One of them.

        Raises:
            ChannelUnknownError: there is none of this name.
        """
        async with self._store.read() as session:
            return await _info(session, name)

    async def infos(self, names: Collection[ChannelName]) -> dict[ChannelName, ChannelInfo]:
        """Many of them at once; those that there are."""
        async with self._store.read() as session:
            found = await _infos(session, _every_info().where(Channel.name.in_(names)))
        return {info.name: info for info in found}

    async def edit(
        self,
        name: ChannelName,
        *,
        title: str | None = None,
        description: str | None = None,
        category: str | None = None,
        visibility: Visibility | None = None,
        password: str | None = None,
    ) -> ChannelInfo:
        """Change what is said of it, and who may watch it: all that is given, or nothing; what is None stays.

        Args:
            password: for the visibility ``password``.

        Raises:
            ChannelUnknownError: there is none of this name.
            OptionInvalidError: a text that is too long, or has signs that it cannot have; a password is missing, or
                not asked for.
            PasswordWeakError: it is too short or too long.
            LimitReachedError: too many passwords are worked on.
        """
        new: dict[str, str] = {}
        if title is not None:
            new["title"] = one_line("a title", title, TITLE)
        if description is not None:
            new["description"] = several_lines("a description", description, DESCRIPTION)
        if category is not None:
            new["category"] = one_line("a category", category, CATEGORY)
        hashed = None
        if password is not None:
            _check_password(password)
            hashed = await self._passwords.hash(password)
        async with self._store.write() as session:
            row = await _row(session, name)
            for column, text in new.items():
                setattr(row, column, text)
            if visibility is not None or hashed is not None:
                _open_to(row, visibility or known_visibility(row.visibility), hashed)
                rights_changed(session, self._clock, channel=name)
            await session.flush()
            return await _info(session, name)

    async def open_to(self, name: ChannelName, visibility: Visibility, password: str | None = None) -> ChannelInfo:
        """Say who may watch it, and nothing else; it raises as `edit`."""
        return await self.edit(name, visibility=visibility, password=password)

    async def people(self, name: ChannelName) -> list[ListedPerson]:
        """Who is on its list: the highest first, then by name.

        Raises:
            ChannelUnknownError: there is none of this name.
        """
        async with self._store.read() as session:
            await _row(session, name)
            rows = await session.execute(
                select(ChannelRole, Person)
                .join(Person, Person.id == ChannelRole.person)
                .where(ChannelRole.channel == name)
                .order_by(Person.skeleton)
            )
            found = [
                ListedPerson(PersonRef(person.id, person.name), listed_as(role.role), role.since)
                for role, person in rows
            ]
        return sorted(found, key=lambda one: get_args(ListedAs).index(one.role))

    async def put(
        self, name: ChannelName, person: str, role: ListedAs, *, over_moderators: bool, by: str | None = None
    ) -> None:
        """Put a person on its list, or change what they are there.

        Args:
            person: their id.
            by: the id of whoever asks, for the log of the channel's chat; None: who runs the server.
            over_moderators: whoever asks may make and unmake admins, moderators and VIPs.

        Raises:
            ChannelUnknownError, PersonUnknownError: there is none.
            NotAllowedError: only who is over moderators may do this.
            OptionInvalidError: the channel is theirs.
            LimitReachedError: the list is full.
        """
        async with self._store.write() as session:
            channel = await _row(session, name)
            await _check_person(session, person)
            if channel.owner == person:
                raise OptionInvalidError("the channel is theirs: they may do everything on it")
            listed = await session.get(ChannelRole, (name, person))
            before = None if listed is None else listed_as(listed.role)
            if not MADE_BY_OWNERS.isdisjoint((role, before)) and not over_moderators:
                raise _only_the_owner()
            if listed is None:
                on_it = select(func.count()).select_from(ChannelRole).where(ChannelRole.channel == name)
                if (await session.scalar(on_it) or 0) >= MOST_LISTED:
                    raise LimitReachedError(f"{MOST_LISTED} people are on the list of {name}, which is all it takes")
                session.add(ChannelRole(channel=name, person=person, role=role, since=self._clock.now()))
            elif listed.role != role:
                listed.role, listed.since = role, self._clock.now()
            role_changed(session, self._clock, name, person, before, role, by)
            rights_changed(session, self._clock, channel=name)

    async def remove(self, name: ChannelName, person: str, *, over_moderators: bool, by: str | None = None) -> bool:
        """Take a person off its list; False where they are not on it. ``by`` as of `put`.

        Raises:
            ChannelUnknownError: there is none of this name.
            NotAllowedError: it is an admin, a moderator or a VIP, and whoever asks is not over them.
        """
        async with self._store.write() as session:
            await _row(session, name)
            listed = await session.get(ChannelRole, (name, person))
            if listed is None:
                return False
            if listed.role in MADE_BY_OWNERS and not over_moderators:
                raise _only_the_owner()
            role_changed(session, self._clock, name, person, listed_as(listed.role), None, by)
            await session.delete(listed)
            rights_changed(session, self._clock, channel=name)
            return True

    async def give(self, name: ChannelName, person: str) -> None:
        """Give it to another person; who had it becomes a moderator of it, and all its stream keys are revoked.

        Args:
            person: their id.

        Raises:
            ChannelUnknownError, PersonUnknownError: there is none.
            LimitReachedError: they have as many channels as one may have.
        """
        async with self._store.write() as session:
            channel = await _row(session, name)
            await _check_person(session, person)
            if channel.owner == person:
                return
            await _check_may_have_more(session, person)
            listed = await session.get(ChannelRole, (name, person))
            if listed is not None:
                await session.delete(listed)
            if channel.owner is not None:
                # Beyond the list's bound, which is not there for one.
                session.add(ChannelRole(channel=name, person=channel.owner, role="moderator", since=self._clock.now()))
            channel.owner = person
            # Whoever has one of them was let in by somebody who decides that no longer.
            await revoke_all(session, name, self._clock.now())
            rights_changed(session, self._clock, channel=name)

    async def delete(self, name: ChannelName) -> None:
        """Delete it with its keys, its list, its picture, its chat and what is pulled for it; its name is free then.

        Raises:
            ChannelUnknownError: there is none of this name.
        """
        await empty_rooms(self._store, [name])
        async with self._store.write() as session:
            await session.delete(await _row(session, name))
            rights_changed(session, self._clock, channel=name)

    async def of(self, person: str) -> list[tuple[ChannelInfo, Standing]]:
        """A person's own channels, then those that they are an admin or a moderator of, by name."""
        async with self._store.read() as session:
            own = await _infos(session, _every_info().where(Channel.owner == person))
            listed = await session.scalars(
                select(ChannelRole).where(ChannelRole.person == person, ChannelRole.role.in_(STAFF))
            )
            roles = {row.channel: listed_as(row.role) for row in listed}
            others = await _infos(session, _every_info().where(Channel.name.in_(roles)))
        found: list[tuple[ChannelInfo, Standing]] = [(info, "owner") for info in own]
        return found + [(info, roles[info.name]) for info in others]

    async def role_of(self, name: ChannelName, person: str) -> ListedAs | None:
        """What its list says of a person."""
        async with self._store.read() as session:
            listed = await session.get(ChannelRole, (name, person))
        return None if listed is None else listed_as(listed.role)

    async def roles(self, person: str) -> dict[ChannelName, ListedAs]:
        """What all channels' lists say of a person."""
        async with self._store.read() as session:
            rows = await session.scalars(select(ChannelRole).where(ChannelRole.person == person))
            return {row.channel: listed_as(row.role) for row in rows}

    async def listed(self, after: str = "", limit: int = 100) -> list[ChannelInfo]:
        """All channels, by name, a page at a time."""
        async with self._store.read() as session:
            return await _infos(session, _every_info().where(Channel.name > after).limit(limit))


def _only_the_owner() -> NotAllowedError:
    return NotAllowedError("only a channel's owner makes and unmakes admins, moderators and VIPs")


def _every_info() -> Select[Any]:
    followers = select(func.count()).where(Follow.channel == Channel.name).scalar_subquery()
    return (
        select(Channel, Person.name, ChannelPicture.changed_at, followers)
        .outerjoin(Person, Person.id == Channel.owner)
        .outerjoin(ChannelPicture, ChannelPicture.channel == Channel.name)
        .order_by(Channel.name)
    )


async def _infos(session: AsyncSession, statement: Select[Any]) -> list[ChannelInfo]:
    return [
        ChannelInfo(
            name=channel.name,
            owner=None if channel.owner is None else PersonRef(channel.owner, owner),
            title=channel.title,
            description=channel.description,
            category=channel.category,
            visibility=known_visibility(channel.visibility),
            has_password=channel.password_hash is not None,
            picture_at=picture_at,
            followers=followers,
            created_at=channel.created_at,
        )
        for channel, owner, picture_at, followers in await session.execute(statement)
    ]


async def _info(session: AsyncSession, name: ChannelName) -> ChannelInfo:
    found = await _infos(session, _every_info().where(Channel.name == name))
    if not found:
        raise unknown_channel(name)
    return found[0]


async def _row(session: AsyncSession, name: ChannelName) -> Channel:
    row = await session.get(Channel, name)
    if row is None:
        raise unknown_channel(name)
    return row


async def _check_person(session: AsyncSession, person: str) -> None:
    if await session.get(Person, person) is None:
        raise PersonUnknownError("there is no such person")


async def _check_may_have_more(session: AsyncSession, person: str) -> None:
    await _check_person(session, person)
    if (await session.scalar(select(func.count()).where(Channel.owner == person)) or 0) >= MOST:
        raise LimitReachedError(f"{MOST} channels are all that one person may have")


def _open_to(row: Channel, visibility: Visibility, hashed: str | None) -> None:
    if visibility != "password" and hashed is not None:
        raise OptionInvalidError(f"a channel that is {visibility} has no password")
    if visibility == "password" and hashed is None and row.password_hash is None:
        raise OptionInvalidError("a channel for those who know a password needs one")
    row.visibility = visibility
    # One that is not asked for is forgotten: who opens the channel by it again, chooses it again.
    row.password_hash = (hashed or row.password_hash) if visibility == "password" else None


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordWeakError(f"a channel's password has at least {SHORTEST_PASSWORD} letters")
    if len(password) > LONGEST_PASSWORD:
        raise PasswordWeakError(f"a password has at most {LONGEST_PASSWORD} letters")
