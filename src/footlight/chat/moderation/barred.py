"""Who may write no more in the moment that something is written: it may have waited since they were put out."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.line import Author
from footlight.chat.moderation.marks import keeps_order
from footlight.chat.ranks import Rank
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatBan, ChatTimeout

_CHANNELS: Final[BindParameter[Any]] = bindparam("channels", expanding=True)
_PERSONS: Final[BindParameter[Any]] = bindparam("persons", expanding=True)
_DEVICES: Final[BindParameter[Any]] = bindparam("devices", expanding=True)
_FOUND: Final = union_all(
    select(ChatBan.channel, ChatBan.person, ChatBan.device).where(
        ChatBan.channel.in_(_CHANNELS), ChatBan.person.in_(_PERSONS) | ChatBan.device.in_(_DEVICES)
    ),
    select(ChatTimeout.channel, ChatTimeout.person, ChatTimeout.device).where(
        ChatTimeout.channel.in_(_CHANNELS),
        ChatTimeout.person.in_(_PERSONS) | ChatTimeout.device.in_(_DEVICES),
        ChatTimeout.until > bindparam("now"),
    ),
)


class Barred:
    """Some of those who are shut out or silenced; networks tell nothing of an author."""

    def __init__(self, marks: Iterable[tuple[ChannelName, str | bytes]] = ()) -> None:
        self._marks = frozenset(marks)

    def fits(self, channel: ChannelName, author: Author) -> bool:
        """Whether this author is one of them; as `Marks.fits`."""
        if author.rank is Rank.OWNER:
            return False
        by_device = not keeps_order(author.rank) and (channel, author.device) in self._marks
        return by_device or (channel, author.person) in self._marks


async def barred(
    session: AsyncSession, channels: Sequence[ChannelName], authors: Sequence[Author], now: Micros
) -> Barred:
    """Those of these authors who are."""
    persons = list({author.person for author in authors if author.person is not None})
    devices = list({author.device for author in authors if author.device is not None})
    asked = {"channels": channels, "persons": persons, "devices": devices, "now": now}
    rows = await session.execute(_FOUND, asked)
    return Barred((channel, mark) for channel, person, device in rows for mark in (person, device) if mark is not None)
