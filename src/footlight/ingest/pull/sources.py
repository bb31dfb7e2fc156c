"""The pull sources of channels, as they are kept: set by anyone who may, read by the server that pulls them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, select

from footlight.errors import ChannelUnknownError, FootlightError, LimitReachedError
from footlight.ingest.pull.gateway import PullUrl, parse_pull_url
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import Channel, PullSource
from footlight.store.store import Store

PullState = Literal["waiting", "live", "failing"]
"""``waiting``: no server has told of it yet, or it is being asked for the first time."""


@dataclass(frozen=True, slots=True)
class PullInfo:
    """One channel's pull source."""

    channel: ChannelName
    url: PullUrl
    state: PullState
    code: str | None
    message: str | None
    changed_at: Micros


class PullSources:
    """Sets, lists and removes pull sources, at most one a channel."""

    def __init__(self, store: Store, clock: Clock, most: int) -> None:
        """``most``: how many there may be."""
        self._store = store
        self._clock = clock
        self._most = most

    async def set(self, channel: ChannelName, url: PullUrl) -> None:
        """Pull ``url`` as the broadcast of ``channel``, which is made where there is none.

        Raises:
            LimitReachedError: there are too many.
        """
        now = self._clock.now()
        async with self._store.write() as session:
            if await session.get(Channel, channel) is None:
                session.add(Channel(name=channel, created_at=now))
                await session.flush()
            row = await session.get(PullSource, channel)
            if row is None:
                count = await session.scalar(select(func.count()).select_from(PullSource)) or 0
                if count >= self._most:
                    raise LimitReachedError(f"there are {self._most} pull sources, which is all there may be")
                row = PullSource(channel=channel)
                session.add(row)
            row.url, row.set_at, row.changed_at = url.text, now, now
            row.state, row.code, row.message = "waiting", None, None

    async def remove(self, channel: ChannelName) -> None:
        """Pull nothing for ``channel`` any more; its broadcast ends.

        Raises:
            ChannelUnknownError: nothing is pulled for it.
        """
        async with self._store.write() as session:
            found = await session.execute(
                delete(PullSource).where(PullSource.channel == channel).returning(PullSource.channel)
            )
            if found.first() is None:
                raise ChannelUnknownError(f"nothing is pulled for {channel}: see footlight pull list")

    async def report(self, channel: ChannelName, url: PullUrl, state: PullState, error: FootlightError | None) -> None:
        """Keep how it goes; nothing is kept where the source was changed or removed meanwhile, or it goes as before."""
        code, message = (None, None) if error is None else (error.code, str(error))
        async with self._store.read() as session:
            row = await session.get(PullSource, channel)
        if row is None or row.url != url.text or (row.state, row.code) == (state, code):
            return
        async with self._store.write() as session:
            row = await session.get(PullSource, channel)
            if row is not None and row.url == url.text:
                row.state, row.code, row.message, row.changed_at = state, code, message, self._clock.now()

    async def among(self, channels: Collection[ChannelName]) -> dict[ChannelName, PullInfo]:
        """The pull sources of those of the channels that have one."""
        async with self._store.read() as session:
            rows = await session.scalars(select(PullSource).where(PullSource.channel.in_(channels)))
            return {row.channel: _info(row) for row in rows}

    async def list(self) -> list[PullInfo]:
        """All of them, by channel."""
        async with self._store.read() as session:
            rows = await session.scalars(select(PullSource).order_by(PullSource.channel))
            return [_info(row) for row in rows]


def _info(row: PullSource) -> PullInfo:
    state: PullState = "live" if row.state == "live" else "failing" if row.state == "failing" else "waiting"
    return PullInfo(row.channel, parse_pull_url(row.url), state, row.code, row.message, row.changed_at)
