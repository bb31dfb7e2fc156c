"""What changed about rights, told by who changed it to every process that gave some."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.store.models import RightChange
from footlight.store.store import Store
from footlight.store.writer import announce

_KEPT: Final = Micros(3_600_000_000)
"""A process that did not look for so long asks for every right anew anyway."""


@dataclass(frozen=True, slots=True)
class RightChanged:
    """Every right in which one of these has a part may hold no longer."""

    id: int
    channel: ChannelName | None = None
    person: str | None = None
    key: str | None = None


def rights_changed(
    session: AsyncSession,
    clock: Clock,
    *,
    channel: ChannelName | None = None,
    person: str | None = None,
    key: str | None = None,
) -> None:
    """Tell it, within the transaction that changes who may do what.

    Args:
        channel: who may watch it or send to it is another matter now; it may be gone.
        person: what they may do, or one of the ways in which they show who they are.
        key: a stream key's id.
    """
    announce(session)
    session.add(RightChange(channel=channel, person=person, key=key, at=clock.now()))


_SINCE: Final = (
    select(RightChange.id, RightChange.channel, RightChange.person, RightChange.key)
    .where(RightChange.id > bindparam("id"))
    .order_by(RightChange.id)
)


class RightChanges:
    """Reads what was told, and forgets it in the end."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def newest(self) -> int:
        """The id of the last change; 0 where there was none."""
        return await self._store.glance(lambda database: database.scalar(select(func.max(RightChange.id)))) or 0

    async def since(self, id: int) -> list[RightChanged]:
        """What changed after the change ``id``, in order."""
        rows = await self._store.glance(lambda database: database.execute(_SINCE, {"id": id}).all())
        return [RightChanged(*row) for row in rows]

    async def forget(self) -> None:
        """Delete what every process has read long since; the newest stays, by which `newest` knows where it is."""
        old = Micros(self._clock.now() - _KEPT)
        oldest = await self._store.glance(lambda database: database.scalar(select(func.min(RightChange.at))))
        if oldest is None or oldest >= old:
            return
        async with self._store.write() as session:
            newest = select(func.max(RightChange.id)).scalar_subquery()
            await session.execute(delete(RightChange).where(RightChange.at < old, RightChange.id < newest))
