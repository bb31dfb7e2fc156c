"""Taking away all lines of a room at once: up to which one is kept, so that a million go as fast as one."""

from typing import Protocol

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.line import Line
from footlight.chat.moderation.log import Detail
from footlight.chat.moderation.setting import setting_of
from footlight.errors import MessageUnknownError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatMessage, ChatPin


class Newest(Protocol):
    """What is kept of a chat."""

    async def newest(self, channel: ChannelName, limit: int = ...) -> list[Line]:
        """The last lines, oldest first."""


async def clear_room(session: AsyncSession, channel: ChannelName, now: Micros) -> tuple[int, int]:
    """Take away all lines; gives up to which one, and up to which one they were before."""
    setting = await setting_of(session, channel, now)
    newest = await session.scalar(select(func.max(ChatMessage.id)).where(ChatMessage.channel == channel)) or 0
    before, setting.cleared_up_to = setting.cleared_up_to, newest
    await session.execute(delete(ChatPin).where(ChatPin.channel == channel))
    return newest, before


async def unclear_room(session: AsyncSession, channel: ChannelName, detail: Detail, now: Micros) -> int:
    """Bring back what one clearing took away; gives up to which line they are taken away still.

    Raises:
        MessageUnknownError: there was another one since, or the lines are wiped.
    """
    setting = await setting_of(session, channel, now)
    if setting.cleared_up_to != detail["up_to"]:
        raise MessageUnknownError("the chat was cleared again since: undo that first")
    if setting.wiped_up_to > detail["before"]:
        raise MessageUnknownError("this is too long ago: the lines are wiped")
    setting.cleared_up_to = detail["before"]
    return setting.cleared_up_to
