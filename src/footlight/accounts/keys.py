"""Stream keys: the right to publish on a channel, shown once, kept as a hash, revocable at any time."""

import hmac
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from footlight.accounts.secrets import new_id, new_secret, secret_hash
from footlight.errors import ChannelUnknownError, KeyInvalidError, KeyRevokedError
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import Channel, StreamKey
from footlight.store.store import Store

PREFIX: Final = "fl_"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the only time its secret is known."""

    id: str
    channel: ChannelName
    secret: str

    def __repr__(self) -> str:
        # The secret must not reach a log or a traceback by way of its holder.
        return f"NewKey(id={self.id!r}, channel={self.channel!r})"


@dataclass(frozen=True, slots=True)
class KeyInfo:
    """What may be told of a key."""

    id: str
    channel: ChannelName
    created_at: Micros
    revoked_at: Micros | None


class StreamKeys:
    """Makes, checks, lists and revokes the stream keys of one store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def new(self, channel: ChannelName) -> NewKey:
        """Make a key for ``channel``, and the channel with its first key."""
        key = NewKey(new_id(), channel, new_secret(PREFIX))
        now = self._clock.now()
        async with self._store.write() as session:
            if await session.get(Channel, channel) is None:
                session.add(Channel(name=channel, created_at=now))
                await session.flush()
            session.add(
                StreamKey(
                    id=key.id, channel=channel, secret_hash=secret_hash(key.secret), created_at=now, revoked_at=None
                )
            )
        return key

    async def verify(self, channel: ChannelName, key: str | None) -> str:
        """Check that ``key`` may publish on ``channel``; returns the key's id.

        Raises:
            ChannelUnknownError: there is no such channel.
            KeyInvalidError: no key was shown, there is no such key, or it is another channel's.
            KeyRevokedError: the key was revoked.
        """
        if key is None:
            raise KeyInvalidError(f"publishing on {channel} needs a stream key")
        wanted = secret_hash(key)
        async with self._store.read() as session:
            if await session.get(Channel, channel) is None:
                raise unknown_channel(channel)
            found = await session.scalar(select(StreamKey).where(StreamKey.secret_hash == wanted))
        if found is None or found.channel != channel or not hmac.compare_digest(found.secret_hash, wanted):
            raise KeyInvalidError(
                f"the stream key is not valid for {channel}: make one with footlight key new {channel}"
            )
        if found.revoked_at is not None:
            raise KeyRevokedError(f"the stream key {found.id} was revoked: make one with footlight key new {channel}")
        return found.id

    async def revoke(self, id: str) -> KeyInfo:
        """Revoke the key with ``id``, for ever; once more does nothing.

        Raises:
            KeyInvalidError: there is no such key.
        """
        async with self._store.write() as session:
            found = await session.get(StreamKey, id)
            if found is None:
                raise KeyInvalidError(f"there is no stream key with the id {id[:64]!r}: see footlight key list")
            if found.revoked_at is None:
                found.revoked_at = self._clock.now()
            return _info(found)

    async def revoked(self) -> set[str]:
        """The ids of the keys that are revoked."""
        async with self._store.read() as session:
            return set(await session.scalars(select(StreamKey.id).where(StreamKey.revoked_at.is_not(None))))

    async def list(self) -> list[KeyInfo]:
        """Every key ever made, by channel, oldest first."""
        async with self._store.read() as session:
            rows = await session.scalars(select(StreamKey).order_by(StreamKey.channel, StreamKey.created_at))
            return [_info(row) for row in rows]


class Channels:
    """Which channels there are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Channels stay, so a name once found need not be looked up again when thousands of viewers come at once.
        self._found: set[ChannelName] = set()

    async def exists(self, channel: ChannelName) -> bool:
        """Whether anyone ever made a key for the channel."""
        if channel in self._found:
            return True
        async with self._store.read() as session:
            found = await session.get(Channel, channel) is not None
        if found:
            self._found.add(channel)
        return found


def unknown_channel(channel: ChannelName) -> ChannelUnknownError:
    """The error for a channel that nobody made, worded alike everywhere."""
    return ChannelUnknownError(f"there is no channel {channel}: its owner makes it with footlight key new {channel}")


def _info(row: StreamKey) -> KeyInfo:
    return KeyInfo(row.id, row.channel, row.created_at, row.revoked_at)
