"""Invitations: links by which people make accounts. The one of a new site makes its first owner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.accounts.identity import SITE_ROLES, SiteRole
from footlight.accounts.secrets import new_id, new_secret, secret_hash
from footlight.errors import InvitationInvalidError, LimitReachedError, NotAllowedError, OptionInvalidError
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import Invitation, Person
from footlight.store.store import Store

PREFIX: Final = "fli_"
MOST: Final = 1_000
"""That are open at once."""
MOST_USES: Final = 1_000
_HOUR: Final = 3_600_000_000
LONGEST_HOURS: Final = 24 * 365
_SET_UP_HOURS: Final = 24
_SET_UP: Final = "set-up"
"""The id of the one that makes the first owner; it is void as soon as there is one."""


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """What may be told of an invitation."""

    id: str
    role: SiteRole
    uses_left: int
    created_at: Micros
    expires_at: Micros


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation just made: the only time its secret is known."""

    info: InvitationInfo
    secret: str = field(repr=False)


class Invitations:
    """Makes, shows and takes back the invitations of one site."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def new(
        self, *, role: SiteRole = "member", uses: int = 1, hours: float = 72, by: str | None = None
    ) -> NewInvitation:
        """Make one.

        Args:
            role: of those who come by it.
            by: the id of who makes it.

        Raises:
            OptionInvalidError: a number that cannot be.
            LimitReachedError: too many are open.
            NotAllowedError: whoever makes it may not, or not any more.
        """
        if not 1 <= uses <= MOST_USES:
            raise OptionInvalidError(f"an invitation is for 1 to {MOST_USES} people")
        if not 0 < hours <= LONGEST_HOURS:
            raise OptionInvalidError(f"an invitation is good for up to {LONGEST_HOURS} hours")
        async with self._store.write() as session:
            maker = None if by is None else await session.get(Person, by)
            if by is not None and (maker is None or maker.suspended_at is not None or role not in _invites(maker.role)):
                raise NotAllowedError("you may not invite anybody as that")
            await self._forget_old(session)
            if len((await session.scalars(select(Invitation.id))).all()) >= MOST:
                raise LimitReachedError(f"there are {MOST} open invitations: take some back")
            return self._add(session, role, uses, hours, by)

    async def set_up(self) -> NewInvitation | None:
        """The one that makes the first owner, in place of any older; None where there is an owner already."""
        async with self._store.write() as session:
            await session.execute(delete(Invitation).where(Invitation.id == _SET_UP))
            if await _has_owner(session):
                return None
            return self._add(session, "owner", 1, _SET_UP_HOURS, None, _SET_UP)

    async def look(self, secret: str) -> InvitationInfo:
        """What an invitation is for, before it is taken.

        Raises:
            InvitationInvalidError: there is none, or its time is over.
        """
        async with self._store.read() as session:
            return _info(await self._find(session, secret))

    async def take(self, session: AsyncSession, secret: str) -> SiteRole:
        """Use one up, within the transaction that makes the account; gives the role.

        Raises:
            InvitationInvalidError: there is none, or its time is over.
        """
        found = await self._find(session, secret)
        found.uses_left -= 1
        role = _info(found).role
        if not found.uses_left:
            await session.delete(found)
        return role

    async def revoke(self, id: str) -> None:
        """Take one back.

        Raises:
            InvitationInvalidError: there is none.
        """
        async with self._store.write() as session:
            found = await session.get(Invitation, id)
            if found is None:
                raise InvitationInvalidError(f"there is no invitation {id[:32]!r}")
            await session.delete(found)

    async def take_back(self, session: AsyncSession, person: str, role: SiteRole) -> None:
        """Take back what a person made and may not make any more, within the transaction that made them ``role``:
        who was shut out could come back by it, as somebody else."""
        await session.execute(
            delete(Invitation).where(Invitation.made_by == person, Invitation.role.not_in(_invites(role)))
        )

    async def list(self) -> list[InvitationInfo]:
        """Those that are open, newest first."""
        async with self._store.read() as session:
            rows = await session.scalars(
                select(Invitation)
                .where(Invitation.expires_at > self._clock.now())
                .order_by(Invitation.created_at.desc(), Invitation.id)
            )
            return [_info(row) for row in rows]

    def _add(
        self, session: AsyncSession, role: SiteRole, uses: int, hours: float, by: str | None, id: str | None = None
    ) -> NewInvitation:
        now, secret = self._clock.now(), new_secret(PREFIX)
        row = Invitation(
            id=id or new_id(),
            secret_hash=secret_hash(secret),
            role=role,
            made_by=by,
            uses_left=uses,
            created_at=now,
            expires_at=Micros(now + round(hours * _HOUR)),
        )
        session.add(row)
        return NewInvitation(_info(row), secret)

    async def _find(self, session: AsyncSession, secret: str) -> Invitation:
        found = await session.scalar(select(Invitation).where(Invitation.secret_hash == secret_hash(secret)))
        if (
            found is None
            or found.expires_at <= self._clock.now()
            or (found.id == _SET_UP and await _has_owner(session))
        ):
            raise InvitationInvalidError("this invitation was used, taken back, or its time is over: ask for a new one")
        return found

    async def _forget_old(self, session: AsyncSession) -> None:
        await session.execute(delete(Invitation).where(Invitation.expires_at <= self._clock.now()))


def _invites(role: str) -> Sequence[SiteRole]:
    """As what somebody of this role may invite others."""
    return SITE_ROLES if role == "owner" else ("member",) if role == "admin" else ()


async def _has_owner(session: AsyncSession) -> bool:
    return await session.scalar(select(Person.id).where(Person.role == "owner").limit(1)) is not None


def _info(row: Invitation) -> InvitationInfo:
    return InvitationInfo(row.id, site_role(row.role), row.uses_left, row.created_at, row.expires_at)


def site_role(text: str) -> SiteRole:
    """A role as the database holds it."""
    return next(role for role in SITE_ROLES if role == text)
