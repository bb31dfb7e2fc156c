"""What the site holds about a person, for them to take along: everything but secrets and their hashes."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from footlight.errors import PersonUnknownError
from footlight.model.units import utc
from footlight.store.models import (
    Channel,
    ChannelPicture,
    ChannelRole,
    ChatBan,
    ChatBlock,
    ChatEmote,
    ChatFilter,
    ChatHeld,
    ChatLog,
    ChatLook,
    ChatMessage,
    ChatPin,
    ChatPoll,
    ChatPollVote,
    ChatReaction,
    ChatSetting,
    ChatTimeout,
    Follow,
    Invitation,
    Passkey,
    Person,
    PullSource,
    Session,
    StreamKey,
    Token,
)
from footlight.store.store import Store

MOST: Final = 10_000
"""Rows of one kind, the newest; where there are more, the export names the kind in ``cut_off``."""
MOST_LINES: Final = 50_000
"""Of chat, the newest."""

_Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Rows of one table, and what of them is told."""

    name: str
    whose: _Column
    """The column with the person's id, or with the channel's name."""
    told: Sequence[_Column]
    most: int = MOST


_OF_PERSON: Final = (
    _Kind("passkeys", Passkey.person, (
        Passkey.id, Passkey.name, Passkey.public_key, Passkey.signatures, Passkey.backed_up, Passkey.created_at,
        Passkey.used_at,
    )),
    _Kind("sessions", Session.person, (
        Session.id, Session.device, Session.created_at, Session.used_at, Session.expires_at,
    )),
    _Kind("tokens", Token.person, (
        Token.id, Token.name, Token.scopes, Token.created_at, Token.used_at, Token.expires_at,
    )),
    _Kind("invitations", Invitation.made_by, (
        Invitation.id, Invitation.role, Invitation.uses_left, Invitation.created_at, Invitation.expires_at,
    )),
    _Kind("follows", Follow.person, (Follow.channel, Follow.since)),
    _Kind("roles", ChannelRole.person, (ChannelRole.channel, ChannelRole.role, ChannelRole.since)),
    _Kind("lines", ChatMessage.person, (
        ChatMessage.id, ChatMessage.channel, ChatMessage.seq, ChatMessage.kind, ChatMessage.text, ChatMessage.reply_to,
        ChatMessage.rank, ChatMessage.colour, ChatMessage.client_id, ChatMessage.sent_at, ChatMessage.edited_at,
        ChatMessage.deleted_at, ChatMessage.changed_at,
    ), MOST_LINES),
    _Kind("held_lines", ChatHeld.person, (
        ChatHeld.id, ChatHeld.channel, ChatHeld.kind, ChatHeld.text, ChatHeld.reply_to, ChatHeld.rank, ChatHeld.colour,
        ChatHeld.client_id, ChatHeld.reason, ChatHeld.at,
    )),
    _Kind("reactions", ChatReaction.person, (
        ChatReaction.id, ChatReaction.message, ChatReaction.emoji, ChatReaction.at,
    )),
    _Kind("chat_look", ChatLook.person, (ChatLook.colour,)),
    _Kind("blocked", ChatBlock.person, (ChatBlock.id, ChatBlock.nick, ChatBlock.at)),
    _Kind("votes", ChatPollVote.person, (
        ChatPollVote.id, ChatPollVote.poll, ChatPollVote.option, ChatPollVote.at,
    )),
    _Kind("bans", ChatBan.person, (
        ChatBan.id, ChatBan.channel, ChatBan.network, ChatBan.reason, ChatBan.at,
    )),
    _Kind("timeouts", ChatTimeout.person, (
        ChatTimeout.id, ChatTimeout.channel, ChatTimeout.network, ChatTimeout.reason, ChatTimeout.at, ChatTimeout.until,
    )),
    _Kind("deeds", ChatLog.made_by, (
        ChatLog.id, ChatLog.channel, ChatLog.deed, ChatLog.message, ChatLog.undoes, ChatLog.detail, ChatLog.at,
    )),
    _Kind("done_to_them", ChatLog.person, (
        ChatLog.id, ChatLog.channel, ChatLog.deed, ChatLog.message, ChatLog.undoes, ChatLog.at,
    )),
    _Kind("channels", Channel.owner, (
        Channel.name, Channel.title, Channel.description, Channel.category, Channel.visibility, Channel.created_at,
    )),
)  # fmt: skip
_OF_CHANNEL: Final = (
    _Kind("keys", StreamKey.channel, (
        StreamKey.id, StreamKey.name, StreamKey.created_at, StreamKey.used_at, StreamKey.revoked_at,
    )),
    _Kind("pulls", PullSource.channel, (
        PullSource.url, PullSource.set_at, PullSource.state, PullSource.code, PullSource.message,
        PullSource.changed_at,
    )),
    _Kind("pictures", ChannelPicture.channel, (ChannelPicture.data, ChannelPicture.changed_at)),
    _Kind("chat_settings", ChatSetting.channel, (
        ChatSetting.data, ChatSetting.changed_at, ChatSetting.cleared_up_to, ChatSetting.wiped_up_to,
    )),
    _Kind("emotes", ChatEmote.channel, (
        ChatEmote.id, ChatEmote.name, ChatEmote.media_type, ChatEmote.moving, ChatEmote.data, ChatEmote.at,
    )),
    _Kind("filters", ChatFilter.channel, (
        ChatFilter.id, ChatFilter.kind, ChatFilter.pattern, ChatFilter.action, ChatFilter.at,
    )),
    _Kind("polls", ChatPoll.channel, (
        ChatPoll.id, ChatPoll.client_id, ChatPoll.question, ChatPoll.options, ChatPoll.at,
        ChatPoll.until, ChatPoll.ended_at,
    )),
    _Kind("pins", ChatPin.channel, (ChatPin.message, ChatPin.at)),
)  # fmt: skip


async def export_person(store: Store, person: str) -> dict[str, Any]:
    """Everything about a person, to be written as JSON: most of it are their channels' pictures and what they wrote.

    Args:
        person: their id.

    Raises:
        PersonUnknownError: there is no such person.
    """
    cut_off: list[str] = []
    async with store.read() as session:
        row = await session.get(Person, person)
        if row is None:
            raise PersonUnknownError("there is no such person")
        columns = (Person.id, Person.name, Person.role, Person.created_at, Person.suspended_at)
        told: dict[str, Any] = {"account": {column.key: _plain(column, getattr(row, column.key)) for column in columns}}
        told["account"]["has_password"] = row.password_hash is not None
        for kind in _OF_PERSON:
            told[kind.name] = await _rows(session, kind, person, cut_off)
        for channel in told["channels"]:
            for kind in _OF_CHANNEL:
                channel[kind.name] = await _rows(session, kind, channel["name"], cut_off)
            channel["people"] = await _people(session, channel["name"], cut_off)
    return {**told, "cut_off": sorted(set(cut_off))}


async def _rows(session: AsyncSession, kind: _Kind, whose: str, cut_off: list[str]) -> list[dict[str, Any]]:
    rows = (
        await session.execute(
            select(*kind.told).where(kind.whose == whose).order_by(kind.told[0].desc()).limit(kind.most + 1)
        )
    ).all()
    if len(rows) > kind.most:
        cut_off.append(kind.name)
    return [
        {column.key: _plain(column, value) for column, value in zip(kind.told, row, strict=True)}
        for row in rows[: kind.most][::-1]
    ]


async def _people(session: AsyncSession, channel: str, cut_off: list[str]) -> list[dict[str, Any]]:
    """Whom the person lets into a channel: others' names, and nothing else of theirs."""
    rows = (
        await session.execute(
            select(Person.name, ChannelRole.role, ChannelRole.since)
            .join(ChannelRole, ChannelRole.person == Person.id)
            .where(ChannelRole.channel == channel)
            .order_by(Person.skeleton)
            .limit(MOST + 1)
        )
    ).all()
    if len(rows) > MOST:
        cut_off.append("people")
    return [{"name": name, "role": role, "since": utc(since).isoformat()} for name, role, since in rows[:MOST]]


def _plain(column: _Column, value: Any) -> Any:
    """A value as JSON has it."""
    if column is PullSource.url:
        # The name and the password that the source wants are secrets, and a query may hold one.
        parts = urlsplit(value)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
    if column is ChannelPicture.data:
        return "data:image/jpeg;base64," + b64encode(value).decode()
    if isinstance(value, bytes):
        return urlsafe_b64encode(value).rstrip(b"=").decode()
    if value is not None and (column.key.endswith("_at") or column.key in ("at", "since", "until")):
        return utc(value).isoformat()
    return value
