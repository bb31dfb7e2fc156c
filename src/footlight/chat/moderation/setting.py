"""A room's rules in the database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.moderation.rules import RoomRules, Value, rules_of
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatSetting


async def setting_of(session: AsyncSession, channel: ChannelName, now: Micros) -> ChatSetting:
    """The row of a room, made where there is none."""
    row = await session.get(ChatSetting, channel)
    if row is None:
        row = ChatSetting(channel=channel, data="{}", changed_at=now, cleared_up_to=0, wiped_up_to=0)
        session.add(row)
    return row


async def change_rules(
    session: AsyncSession, channel: ChannelName, changes: Mapping[str, Value], now: Micros
) -> tuple[RoomRules, dict[str, Any] | None]:
    """Set some of a room's rules; gives all of them, and what changed: before and after, None where nothing did.

    Raises:
        OptionInvalidError: there is no such rule, or it cannot be so.
    """
    row = await setting_of(session, channel, now)
    before = rules_of(row.data)
    after = before.changed(changes)
    if after == before:
        return after, None
    row.data, row.changed_at = after.as_json(), now
    old, new = before.told(), after.told()
    changed = [name for name in new if new[name] != old[name]]
    return after, {"before": {name: old[name] for name in changed}, "after": {name: new[name] for name in changed}}
