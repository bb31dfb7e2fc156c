"""People's accounts: how they come, sign in, change and go."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.accounts.changes import rights_changed
from footlight.accounts.chatlines import empty_rooms, leave_lines
from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import SiteRole
from footlight.accounts.invitations import Invitations, site_role
from footlight.accounts.passwords import Passwords
from footlight.accounts.secrets import new_id
from footlight.accounts.sessions import NewSession, Sessions
from footlight.errors import (
    InvitationInvalidError,
    LastOwnerError,
    LimitReachedError,
    NameTakenError,
    NotAllowedError,
    PersonUnknownError,
    SignInRefusedError,
)
from footlight.model.clock import Clock
from footlight.model.names import person_name, skeleton
from footlight.model.units import Micros
from footlight.settings import SignUp
from footlight.store.models import Channel, ChatLog, ChatMessage, Person
from footlight.store.store import Store

MOST: Final = 1_000_000
_WRONG: Final = "the name or the password is not right"
_OLD_WRONG: Final = "the password so far is not right"


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """What may be told of a person to those who run the site."""

    id: str
    name: str
    role: SiteRole
    created_at: Micros
    suspended_at: Micros | None
    has_password: bool


class People:
    """The accounts of one site."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        guessing: Guessing,
        invitations: Invitations,
        sessions: Sessions,
        sign_up: SignUp,
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._guessing = guessing
        self._invitations = invitations
        self._sessions = sessions
        self.sign_up = sign_up
        """Who may make an account: anybody, those who are invited, nobody."""

    def admit(self, sign_up: SignUp) -> None:
        """Take up another `sign_up`: it holds for who comes next."""
        self.sign_up = sign_up

    async def has_owner(self) -> bool:
        """Whether somebody runs the site: a new one waits to be set up."""
        async with self._store.read() as session:
            return await session.scalar(select(Person.id).where(Person.role == "owner").limit(1)) is not None

    async def join(self, name: str, password: str, *, invitation: str | None, device: str) -> NewSession:
        """Make an account, and sign in.

        Raises:
            NameInvalidError, PasswordWeakError: what was typed cannot be.
            InvitationInvalidError: one is needed; there is none, or its time is over.
            NotAllowedError: nobody may come.
            NameTakenError: somebody has the name, or one that looks like it.
            LimitReachedError: too many come at once.
        """
        known = person_name(name)
        if invitation is None and self.sign_up != "open":
            if self.sign_up == "closed":
                raise NotAllowedError("nobody new is taken here")
            raise InvitationInvalidError("an account here needs an invitation: ask somebody who runs this site")
        if invitation is not None:
            # Told before the work on the password; it is used up below.
            await self._invitations.look(invitation)
        await self._passwords.check(password, [known])
        hashed = await self._passwords.hash(password)
        async with self._store.write() as session:
            role = "member" if invitation is None else await self._invitations.take(session, invitation)
            person = await self.add(session, known, role, hashed)
            return await self._sessions.begin(session, person, device)

    async def sign_in(self, name: str, password: str, *, address: str, device: str) -> NewSession:
        """Sign in by a password.

        Args:
            address: the IP address that it comes from.

        Raises:
            SignInRefusedError: the name or the password is not right; it does not tell which.
            SlowDownError: too many wrong tries.
            LimitReachedError: too many sign in at once.
        """
        tried = skeleton(name[:256])
        self._guessing.attempt(tried, address)
        async with self._store.read() as session:
            person = await session.scalar(select(Person).where(Person.skeleton == tried))
        known = person is not None and person.name.casefold() == name.casefold()
        try:
            shown = person.password_hash if person is not None and known else None
            right = await self._passwords.verify(shown, password)
        except LimitReachedError:
            self._guessing.not_tried(tried, address)
            raise
        if not right:
            raise SignInRefusedError(_WRONG)
        if person is None or person.suspended_at is not None:
            raise SignInRefusedError(_WRONG)
        self._guessing.succeeded(tried, address)
        hashed = person.password_hash
        renewed = await self._passwords.hash(password) if hashed and self._passwords.outdated(hashed) else None
        async with self._store.write() as session:
            row = await session.get(Person, person.id)
            if row is None or row.suspended_at is not None or row.password_hash != hashed:
                raise SignInRefusedError(_WRONG)
            if renewed is not None:
                row.password_hash = renewed
            return await self._sessions.begin(session, row.id, device)

    async def add(self, session: AsyncSession, name: str, role: SiteRole, password_hash: str | None) -> str:
        """Add an account, within a transaction; gives its id.

        Raises:
            NameTakenError: somebody has the name, or one that looks like it.
            LimitReachedError: there are too many.
        """
        if (await session.scalar(select(func.count()).select_from(Person)) or 0) >= MOST:
            raise LimitReachedError(f"there are {MOST} accounts, which is all there may be")
        await self._check_free(session, name)
        id = new_id()
        session.add(
            Person(
                id=id,
                name=name,
                skeleton=skeleton(name),
                role=role,
                password_hash=password_hash,
                created_at=self._clock.now(),
                suspended_at=None,
            )
        )
        await session.flush()
        return id

    async def create(self, name: str, password: str | None, role: SiteRole) -> PersonInfo:
        """Make an account from a command, with a password or without any way to sign in yet.

        Raises:
            NameInvalidError, PasswordWeakError, NameTakenError, LimitReachedError: as of `join`.
        """
        known = person_name(name)
        if password is not None:
            await self._passwords.check(password, [known])
        hashed = None if password is None else await self._passwords.hash(password)
        async with self._store.write() as session:
            return _info(await session.get_one(Person, await self.add(session, known, role, hashed)))

    async def change_password(self, person: str, old: str | None, new: str, *, address: str, keep: str | None) -> None:
        """Set a password, and end the person's other sessions.

        Args:
            old: the password so far; None where there was none.
            keep: the id of the session that asks.

        Raises:
            SignInRefusedError: the old one is not right.
            SlowDownError: too many wrong tries.
            PasswordWeakError: the new one cannot be.
        """
        found = await self.get(person)
        tried = skeleton(found.name)
        await self._passwords.check(new, [found.name])
        async with self._store.read() as session:
            hashed = (await session.get_one(Person, person)).password_hash
        if hashed is not None:
            self._guessing.attempt(tried, address)
            if not await self._passwords.verify(hashed, old or ""):
                raise SignInRefusedError(_OLD_WRONG)
            self._guessing.succeeded(tried, address)
        renewed = await self._passwords.hash(new)
        async with self._store.write() as session:
            row = await self._row(session, person)
            # Somebody else who knows the old one, and whom another change has just locked out, comes too late.
            if row.password_hash != hashed:
                raise SignInRefusedError(_OLD_WRONG)
            row.password_hash = renewed
            await self._sessions.end_others(session, person, keep)

    async def set_password(self, person: str, new: str) -> None:
        """Set a password without asking for the old one: for commands; ends all of the person's sessions.

        Raises:
            PasswordWeakError: it cannot be.
            PersonUnknownError: there is no such person.
        """
        await self._passwords.check(new, [(await self.get(person)).name])
        hashed = await self._passwords.hash(new)
        async with self._store.write() as session:
            (await self._row(session, person)).password_hash = hashed
            await self._sessions.end_others(session, person, None)

    async def rename(self, person: str, name: str) -> None:
        """Give a person another name.

        Raises:
            NameInvalidError, NameTakenError: as of `join`.
        """
        known = person_name(name)
        async with self._store.write() as session:
            row = await self._row(session, person)
            if skeleton(known) != row.skeleton:
                await self._check_free(session, known)
            row.name, row.skeleton = known, skeleton(known)
            # Who chats is known by it.
            rights_changed(session, self._clock, person=person)

    async def set_role(self, person: str, role: SiteRole) -> None:
        """Change what a person is on the site.

        Raises:
            LastOwnerError: the site would have no owner.
            PersonUnknownError: there is no such person.
        """
        async with self._store.write() as session:
            row = await self._row(session, person)
            if role != "owner":
                await self._check_owners(session, row)
            row.role = role
            await self._invitations.take_back(session, person, role)
            rights_changed(session, self._clock, person=person)

    async def suspend(self, person: str, *, suspended: bool = True) -> None:
        """Keep a person out, or let them in again; their sessions, what is sent by their channels' keys, and the
        invitations that they made end.

        Raises:
            LastOwnerError: the site would have no owner.
            PersonUnknownError: there is no such person.
        """
        async with self._store.write() as session:
            row = await self._row(session, person)
            if suspended:
                await self._check_owners(session, row)
                await self._sessions.end_others(session, person, None)
                await self._invitations.take_back(session, person, "member")
            row.suspended_at = self._clock.now() if suspended else None
            rights_changed(session, self._clock, person=person)
            for channel in await session.scalars(select(Channel.name).where(Channel.owner == person)):
                rights_changed(session, self._clock, channel=channel)

    async def delete(self, person: str) -> list[str]:
        """Delete an account with all that is its own; gives the names of the channels that went with it.

        Raises:
            LastOwnerError: the site would have no owner.
            PersonUnknownError: there is no such person.
        """
        async with self._store.read() as session:
            await self._check_owners(session, await self._row(session, person))
            own = list(await session.scalars(select(Channel.name).where(Channel.owner == person)))
        await empty_rooms(self._store, own)
        await leave_lines(self._store, person)
        async with self._store.write() as session:
            row = await self._row(session, person)
            await self._check_owners(session, row)
            await self._invitations.take_back(session, person, "member")
            channels = (await session.scalars(select(Channel).where(Channel.owner == person))).all()
            for channel in channels:
                await session.delete(channel)
                rights_changed(session, self._clock, channel=channel.name)
            await session.flush()
            # What they wrote meanwhile; the lines in others' rooms stay.
            lines = update(ChatMessage).where(ChatMessage.person == person)
            await session.execute(lines.values(person=None, device=None, colour=""))
            await session.execute(update(ChatLog).where(ChatLog.person == person).values(person=None, device=None))
            await session.delete(row)
            rights_changed(session, self._clock, person=person)
            return sorted(channel.name for channel in channels)

    async def get(self, person: str) -> PersonInfo:
        """A person by their id.

        Raises:
            PersonUnknownError: there is no such person.
        """
        async with self._store.read() as session:
            return _info(await self._row(session, person))

    async def find(self, name: str) -> PersonInfo:
        """A person by their name, however it is spelt.

        Raises:
            PersonUnknownError: there is no such person.
        """
        async with self._store.read() as session:
            row = await session.scalar(select(Person).where(Person.skeleton == skeleton(name[:256])))
        if row is None:
            raise PersonUnknownError(f"there is nobody called {name[:32]!r}")
        return _info(row)

    async def list(self, *, after: str = "", limit: int = 100) -> list[PersonInfo]:
        """At most ``limit`` accounts in the order of their names' skeletons, after the name ``after``."""
        async with self._store.read() as session:
            rows = await session.scalars(
                select(Person).where(Person.skeleton > skeleton(after)).order_by(Person.skeleton).limit(limit)
            )
            return [_info(row) for row in rows]

    async def _check_free(self, session: AsyncSession, name: str) -> None:
        if await session.scalar(select(Person.id).where(Person.skeleton == skeleton(name))) is not None:
            raise NameTakenError(f"{name} is taken, or looks like a name that is: choose another")

    async def _check_owners(self, session: AsyncSession, leaving: Person) -> None:
        if leaving.role != "owner":
            return
        others = select(Person.id).where(Person.role == "owner", Person.suspended_at.is_(None), Person.id != leaving.id)
        if await session.scalar(others.limit(1)) is None:
            raise LastOwnerError("the site would have no owner: make somebody else an owner first")

    async def _row(self, session: AsyncSession, person: str) -> Person:
        row = await session.get(Person, person)
        if row is None:
            raise PersonUnknownError("there is no such person")
        return row


def _info(row: Person) -> PersonInfo:
    return PersonInfo(
        row.id, row.name, site_role(row.role), row.created_at, row.suspended_at, row.password_hash is not None
    )
