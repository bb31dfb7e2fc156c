"""What those who keep order did: kept for good, each deed with what it takes to tell it and to undo it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from footlight.chat.whom import Whom
from footlight.errors import MessageUnknownError
from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models import ChatLog, Person
from footlight.store.store import Store

MOST: Final = 100
"""Entries of one page."""
UNDOABLE: Final = frozenset({"ban", "timeout", "delete", "clear", "settings"})
"""What can be undone."""

Detail = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed, as those who keep order read it."""

    id: int
    at: Micros
    by: str | None
    """None: one of the room's filters did it; or an account that is no more."""
    deed: str
    """A `Deed` in lower case, or what takes it back."""
    nick: str | None
    """Of whom it was done to, if anybody."""
    message: int | None
    """The line that it was done to, if any."""
    reason: str
    detail: Detail
    undoes: int | None
    """The entry that this one takes back."""
    undone: bool
    undoable: bool


class OrderLog:
    """The deeds in all rooms."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, channel: ChannelName, before: int | None = None, limit: int = MOST) -> list[Entry]:
        """The newest entries, or those before one; the newest first."""
        by, whom, undoing = aliased(Person), aliased(Person), aliased(ChatLog)
        undone = select(undoing.id).where(undoing.undoes == ChatLog.id, undoing.channel == channel).exists()
        asks = (
            select(ChatLog, by.name, func.coalesce(whom.name, ChatLog.nick), undone)
            .outerjoin(by, by.id == ChatLog.made_by)
            .outerjoin(whom, whom.id == ChatLog.person)
            .where(ChatLog.channel == channel)
        )
        if before is not None:
            asks = asks.where(ChatLog.id < before)
        async with self._store.read() as session:
            rows = (await session.execute(asks.order_by(ChatLog.id.desc()).limit(min(limit, MOST)))).all()
        return [_entry(row, name, nick, undone=was) for row, name, nick, was in rows]


def note(
    session: AsyncSession,
    channel: ChannelName,
    at: Micros,
    deed: str,
    made_by: str | None,
    *,
    whom: Whom | None = None,
    message: int | None = None,
    undoes: int | None = None,
    detail: Detail | None = None,
) -> None:
    """Keep a deed, in the transaction that does it.

    Args:
        detail: nobody's name is in it, as accounts can be renamed and deleted.
    """
    session.add(
        ChatLog(
            channel=channel,
            at=at,
            made_by=made_by,
            deed=deed,
            person=None if whom is None else whom.person,
            device=None if whom is None else whom.device,
            nick=None if whom is None or whom.person is not None else whom.nick,
            message=message,
            undoes=undoes,
            detail=json.dumps(detail or {}),
        )
    )


async def to_undo(session: AsyncSession, channel: ChannelName, entry: int) -> tuple[ChatLog, Detail]:
    """A deed that can be undone, and its detail.

    Raises:
        MessageUnknownError: there is none, it cannot be undone, or it is already.
    """
    row = await session.get(ChatLog, entry)
    if row is None or row.channel != channel:
        raise MessageUnknownError("the log of this chat has no such entry")
    if row.deed not in UNDOABLE or row.undoes is not None:
        raise MessageUnknownError(f"what cannot be undone stays: that is so of {row.deed}")
    undone = await session.scalar(select(ChatLog.id).where(ChatLog.undoes == entry, ChatLog.channel == channel))
    if undone is not None:
        raise MessageUnknownError("this is undone already")
    return row, json.loads(row.detail)


def _entry(row: ChatLog, by: str | None, nick: str | None, *, undone: bool) -> Entry:
    detail: dict[str, Any] = json.loads(row.detail)
    return Entry(
        id=row.id,
        at=row.at,
        by=by,
        deed=row.deed,
        nick=nick,
        message=row.message,
        reason=detail.pop("reason", ""),
        detail=detail,
        undoes=row.undoes,
        undone=undone,
        undoable=row.deed in UNDOABLE and row.undoes is None and not undone,
    )


def sentence(entry: Entry) -> str:
    """What of an entry's detail people read."""
    detail = entry.detail
    if entry.deed == "timeout":
        return f"for {detail.get('seconds', 0)} s"
    if entry.deed in ("poll", "endpoll"):
        return str(detail.get("question", ""))
    if entry.deed == "role":
        return f"{detail['before'] or 'member'} → {detail['after'] or 'member'}"
    if entry.deed in ("emote", "unemote"):
        return f":{detail.get('name', '')}:"
    if entry.deed == "filters":
        done = "added" if detail.get("on") else "removed"
        return f"{detail.get('kind')} {detail.get('pattern')}: {detail.get('action')}, {done}"
    after: Mapping[str, Any] = detail.get("after", {})
    return ", ".join(f"{name}: {_plain(detail['before'].get(name))} → {_plain(value)}" for name, value in after.items())


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "off" if value is None else str(value)


def ids_of(detail: Detail, name: str) -> Sequence[int]:
    """Rows that a deed made."""
    found: list[int] = detail.get(name, [])
    return found
