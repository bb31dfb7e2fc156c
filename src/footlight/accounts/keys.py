"""Stream keys: the right to publish on a channel, shown once, kept as a hash, revocable at any time."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.accounts.changes import rights_changed
from footlight.accounts.noting import note
from footlight.accounts.secrets import STREAM_KEY, new_id, new_secret, secret_hash
from footlight.errors import (
    ChannelUnknownError,
    KeyInvalidError,
    KeyRevokedError,
    LimitReachedError,
)
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.model.wording import one_line
from footlight.store.models import Channel, StreamKey
from footlight.store.store import Store

MOST: Final = 50
"""That are open on one channel."""
_REVOKED: Final = 100
"""That are kept of one channel, the last of them, so that who uses one is told what it is."""
LONGEST_NAME: Final = 64
_USED_EVERY: Final = Micros(60_000_000)
"""The last use is kept no finer."""


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What may be told of a key."""

    id: str
    channel: ChannelName
    created_at: Micros
    revoked_at: Micros | None
    name: str
    """For people: where it is used."""
    used_at: Micros | None
    """When a broadcast was opened with it last."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the only time its secret is known."""

    info: KeyInfo
    # It must not reach a log or a traceback by way of its holder.
    secret: str = field(repr=False)

    @property
    def id(self) -> str:
        return self.info.id

    @property
    def channel(self) -> ChannelName:
        return self.info.channel


class StreamKeys:
    """Makes, checks, lists and revokes the stream keys of one store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def new(self, channel: ChannelName, name: str = "", *, make: bool = True) -> NewKey:
        """Make a key for ``channel``.

        Args:
            name: for people: where it is used.
            make: the channel too, where there is none of the name, as the site's own.

        Raises:
            ChannelUnknownError: there is no such channel, and it was not to be made.
            LimitReachedError: the channel has as many as it may have.
            OptionInvalidError: the name cannot be.
        """
        name = one_line("a key's name", name, LONGEST_NAME)
        now, secret = self._clock.now(), new_secret(STREAM_KEY)
        async with self._store.write() as session:
            if await session.get(Channel, channel) is None:
                if not make:
                    raise unknown_channel(channel)
                session.add(Channel(name=channel, created_at=now))
                rights_changed(session, self._clock, channel=channel)
                await session.flush()
            await self._make_room(session, channel)
            row = StreamKey(
                id=new_id(),
                channel=channel,
                secret_hash=secret_hash(secret),
                created_at=now,
                revoked_at=None,
                name=name,
                used_at=None,
            )
            session.add(row)
            return NewKey(_info(row), secret)

    async def verify(self, channel: ChannelName, key: str | None) -> str:
        """Check that ``key`` may publish on ``channel``; returns the key's id.

        Raises:
            ChannelUnknownError: there is no such channel, or nobody who has no key of it is told of it.
            KeyInvalidError: no key was shown, there is no such key, or it is another channel's.
            KeyRevokedError: the key was revoked.
        """
        wanted = None if key is None else secret_hash(key)
        async with self._store.read() as session:
            place = await session.get(Channel, channel)
            found = await session.scalar(select(StreamKey).where(StreamKey.secret_hash == wanted))
        if place is None:
            raise unknown_channel(channel)
        if found is None or found.channel != channel:
            if place.visibility == "invited":
                raise unknown_channel(channel)
            if key is None:
                raise KeyInvalidError(f"publishing on {channel} needs a stream key")
            raise KeyInvalidError(
                f"the stream key is not valid for {channel}: make one with footlight key new {channel}"
            )
        if found.revoked_at is not None:
            raise KeyRevokedError(f"the stream key {found.id} was revoked: make one with footlight key new {channel}")
        return found.id

    async def used(self, id: str) -> None:
        """Note that a broadcast was opened with a key; at most once a minute, and if it can be written."""
        now = self._clock.now()
        long_ago = or_(StreamKey.used_at.is_(None), StreamKey.used_at <= now - _USED_EVERY)
        used = update(StreamKey).where(StreamKey.id == id, long_ago).values(used_at=now)
        await note(self._store, "stream key", id, used)

    async def revoke(self, id: str, channel: ChannelName | None = None) -> KeyInfo:
        """Revoke the key with ``id``, for ever; once more does nothing.

        Args:
            channel: whose key it must be; None: any.

        Raises:
            KeyInvalidError: there is no such key.
        """
        async with self._store.write() as session:
            found = await session.get(StreamKey, id)
            if found is None or channel not in (None, found.channel):
                raise KeyInvalidError(f"there is no stream key with the id {id[:64]!r}: see footlight key list")
            if found.revoked_at is None:
                found.revoked_at = self._clock.now()
                rights_changed(session, self._clock, channel=found.channel, key=found.id)
            return _info(found)

    async def list(self, channel: ChannelName | None = None) -> list[KeyInfo]:
        """The keys of one channel, or of all, by channel, oldest first; of those revoked long ago not each."""
        statement = select(StreamKey).order_by(StreamKey.channel, StreamKey.created_at, StreamKey.id)
        async with self._store.read() as session:
            rows = await session.scalars(
                statement if channel is None else statement.where(StreamKey.channel == channel)
            )
            return [_info(row) for row in rows]

    async def _make_room(self, session: AsyncSession, channel: ChannelName) -> None:
        of_it = select(StreamKey.id).where(StreamKey.channel == channel)
        if len((await session.scalars(of_it.where(StreamKey.revoked_at.is_(None)))).all()) >= MOST:
            raise LimitReachedError(f"{channel} has {MOST} stream keys, which is all it may have: revoke some")
        kept = of_it.where(StreamKey.revoked_at.is_not(None)).order_by(StreamKey.revoked_at.desc()).limit(_REVOKED)
        await session.execute(
            delete(StreamKey).where(
                StreamKey.channel == channel, StreamKey.revoked_at.is_not(None), StreamKey.id.not_in(kept)
            )
        )


async def revoke_all(session: AsyncSession, channel: ChannelName, now: Micros) -> None:
    """Revoke all keys of a channel, within the transaction in which it changes hands; that one tells it too."""
    await session.execute(
        update(StreamKey).where(StreamKey.channel == channel, StreamKey.revoked_at.is_(None)).values(revoked_at=now)
    )


def unknown_channel(channel: ChannelName) -> ChannelUnknownError:
    """The error for a channel that nobody made, worded alike everywhere."""
    return ChannelUnknownError(f"there is no channel {channel}: its owner makes it with footlight key new {channel}")


def _info(row: StreamKey) -> KeyInfo:
    return KeyInfo(row.id, row.channel, row.created_at, row.revoked_at, row.name, row.used_at)
