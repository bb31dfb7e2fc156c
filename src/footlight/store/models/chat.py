"""What a channel's chat keeps: its lines, who may not write, and how the room is set.

The name of an account is in none of these tables: it is read from the account, so that another name shows everywhere
and a deleted account leaves none behind. ``nick`` is what a guest is called. Private lines have no table.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models.base import Base
from footlight.store.models.channels import CHANNEL
from footlight.store.models.people import PERSON

_NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
_FOR_GOOD: Final = {"sqlite_autoincrement": True}
"""An id is never given twice, whatever is deleted."""
_OF_GUESTS: Final = text("nick IS NOT NULL")
_DEVICES: Final = text("device IS NOT NULL")
_UNDOING: Final = text("undoes IS NOT NULL")
_CHANGED: Final = text("changed_at IS NOT NULL")
_TAKEN_AWAY: Final = text("deleted_by IS NOT NULL")
_TO_WIPE: Final = text("deleted_at IS NOT NULL AND text <> ''")


class ChatMessage(Base):
    """One line in a room. A migration that writes this table anew makes its triggers anew too, as ``0004`` does."""

    __tablename__ = "chat_message"
    __table_args__ = (
        UniqueConstraint("channel", "seq"),
        # What is sent again is found by these two.
        UniqueConstraint("person", "channel", "client_id"),
        Index(
            "uq_chat_message_guest",
            "device",
            "channel",
            "client_id",
            unique=True,
            sqlite_where=_OF_GUESTS,
            postgresql_where=_OF_GUESTS,
        ),
        Index("ix_chat_message_changed", "channel", "changed_at", sqlite_where=_CHANGED, postgresql_where=_CHANGED),
        Index("ix_chat_message_deleted_by", "deleted_by", sqlite_where=_TAKEN_AWAY, postgresql_where=_TAKEN_AWAY),
        Index("ix_chat_message_deleted_at", "deleted_at", sqlite_where=_TO_WIPE, postgresql_where=_TO_WIPE),
        _FOR_GOOD,
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(BigInteger)
    """Its place in the room: 1, 2, 3 and so on, alike for all."""
    person: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"))
    """Whose it is; None: a guest's, or of an account that is deleted."""
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """SHA-256 of the secret that a browser has, by which guests own their lines and bans find who comes back."""
    nick: Mapped[str | None] = mapped_column(String(32))
    """Of guests, and of them always."""
    rank: Mapped[str] = mapped_column(String(16))
    """What its author was in the room when it was written."""
    colour: Mapped[str] = mapped_column(String(16))
    client_id: Mapped[str] = mapped_column(String(36))
    """The author's own: a line that is sent again is kept once."""
    kind: Mapped[str] = mapped_column(String(16))
    """``say``, ``me`` or ``announce``."""
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    """By which it is found: `footlight.chat.words`; empty where it is deleted."""
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    """The line that it answers, in the same room. No reference: lines go with their room only, all at once."""
    sent_at: Mapped[Micros] = mapped_column(BigInteger)
    edited_at: Mapped[Micros | None] = mapped_column(BigInteger)
    deleted_at: Mapped[Micros | None] = mapped_column(BigInteger)
    deleted_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"))
    """Who keeps order in the room and took it away: its text stays for a while then, to bring it back."""
    changed_at: Mapped[Micros | None] = mapped_column(BigInteger)
    """When it was edited, deleted or reacted to last: who was away is told."""


class ChatReaction(Base):
    """Somebody's sign under a line."""

    __tablename__ = "chat_reaction"
    __table_args__ = (
        # Whose they are comes first: what somebody put under the lines of a page is found among a crowd's.
        UniqueConstraint("person", "message", "emoji"),
        Index("ix_chat_reaction_message", "message", "emoji"),
        Index(
            "uq_chat_reaction_guest",
            "device",
            "message",
            "emoji",
            unique=True,
            sqlite_where=_OF_GUESTS,
            postgresql_where=_OF_GUESTS,
        ),
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    message: Mapped[int] = mapped_column(BigInteger, ForeignKey("chat_message.id", ondelete="CASCADE"))
    emoji: Mapped[str] = mapped_column(String(40))
    """One of Unicode's, or ``:name:`` of an uploaded one."""
    person: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"))
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    nick: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[Micros] = mapped_column(BigInteger)


class ChatBan(Base):
    """Who may not come in: an account, a browser, a part of the network, or several of these."""

    __tablename__ = "chat_ban"
    __table_args__ = (_FOR_GOOD,)

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), index=True)
    person: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    network: Mapped[str | None] = mapped_column(String(43))
    """Like ``192.0.2.0/24`` or ``2001:db8::/64``."""
    nick: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    at: Mapped[Micros] = mapped_column(BigInteger)


class ChatTimeout(Base):
    """Who may not write for a while."""

    __tablename__ = "chat_timeout"
    __table_args__ = (_FOR_GOOD,)

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), index=True)
    person: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), index=True)
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    network: Mapped[str | None] = mapped_column(String(43))
    """Like ``192.0.2.7/32`` or ``2001:db8::/64``."""
    nick: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    at: Mapped[Micros] = mapped_column(BigInteger)
    until: Mapped[Micros] = mapped_column(BigInteger)


class ChatLog(Base):
    """A deed of those who keep order; rows are added, never changed: to undo one is another deed."""

    __tablename__ = "chat_log"
    __table_args__ = (
        # Read by pages, the newest first.
        Index("ix_chat_log_channel", "channel", "id"),
        Index("ix_chat_log_undoes", "undoes", sqlite_where=_UNDOING, postgresql_where=_UNDOING),
        _FOR_GOOD,
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"))
    at: Mapped[Micros] = mapped_column(BigInteger)
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    deed: Mapped[str] = mapped_column(String(32))
    person: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    """Whom it was done to, if anybody."""
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    nick: Mapped[str | None] = mapped_column(String(32))
    message: Mapped[int | None] = mapped_column(BigInteger)
    """The line that it was done to, if any; the last one of those that were cleared."""
    undoes: Mapped[int | None] = mapped_column(BigInteger)
    """The deed that this one takes back."""
    detail: Mapped[str] = mapped_column(Text)
    """JSON, without anybody's name: what it takes to tell it and to undo it."""


class ChatSetting(Base):
    """How a room is set, where it is not as at first."""

    __tablename__ = "chat_setting"

    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), primary_key=True)
    data: Mapped[str] = mapped_column(Text)
    """JSON."""
    changed_at: Mapped[Micros] = mapped_column(BigInteger)
    cleared_up_to: Mapped[int] = mapped_column(BigInteger, default=0)
    """The lines up to this one are taken away; 0: none are."""
    wiped_up_to: Mapped[int] = mapped_column(BigInteger, default=0)
    """Of those, the texts up to this one are wiped."""


class ChatHeld(Base):
    """A line that waits for those who keep order."""

    __tablename__ = "chat_held"
    __table_args__ = (
        UniqueConstraint("person", "channel", "client_id"),
        Index(
            "uq_chat_held_guest",
            "device",
            "channel",
            "client_id",
            unique=True,
            sqlite_where=_OF_GUESTS,
            postgresql_where=_OF_GUESTS,
        ),
        _FOR_GOOD,
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), index=True)
    person: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"))
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    nick: Mapped[str | None] = mapped_column(String(32))
    """Of guests."""
    rank: Mapped[str] = mapped_column(String(16))
    colour: Mapped[str] = mapped_column(String(16))
    client_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    """Why it waits, in words."""
    at: Mapped[Micros] = mapped_column(BigInteger)


class ChatLook(Base):
    """How a person shows in all rooms."""

    __tablename__ = "chat_look"

    person: Mapped[str] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), primary_key=True)
    colour: Mapped[str] = mapped_column(String(16))


class ChatEmote(Base):
    """A small picture that people write as ``:name:``."""

    __tablename__ = "chat_emote"
    __table_args__ = (UniqueConstraint("channel", "name"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(32))
    media_type: Mapped[str] = mapped_column(String(16))
    moving: Mapped[bool] = mapped_column(Boolean)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    """Coded anew here."""
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    at: Mapped[Micros] = mapped_column(BigInteger)


class ChatFilter(Base):
    """What lines are looked through for."""

    __tablename__ = "chat_filter"
    __table_args__ = (_FOR_GOOD,)

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """``word``, ``link`` or ``repetition``."""
    pattern: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(16))
    """``refuse``, ``hold`` or ``timeout``."""
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    at: Mapped[Micros] = mapped_column(BigInteger)


class ChatPoll(Base):
    """A question to a room."""

    __tablename__ = "chat_poll"
    __table_args__ = (_FOR_GOOD,)

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), index=True)
    question: Mapped[str] = mapped_column(Text)
    options: Mapped[str] = mapped_column(Text)
    """JSON: a list of texts."""
    client_id: Mapped[str | None] = mapped_column(String(36))
    """Of who made it: what is sent again is the same poll."""
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    at: Mapped[Micros] = mapped_column(BigInteger)
    until: Mapped[Micros] = mapped_column(BigInteger)
    ended_at: Mapped[Micros | None] = mapped_column(BigInteger)
    """Where somebody ended it before its time."""


class ChatPollVote(Base):
    """One answer to it; who deletes their account takes it back."""

    __tablename__ = "chat_poll_vote"
    __table_args__ = (
        UniqueConstraint("poll", "person"),
        # A page of them is found without looking at all.
        Index("ix_chat_poll_vote_poll", "poll", "id"),
        Index(
            "uq_chat_poll_vote_guest",
            "poll",
            "device",
            unique=True,
            sqlite_where=_DEVICES,
            postgresql_where=_DEVICES,
        ),
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    poll: Mapped[int] = mapped_column(BigInteger, ForeignKey("chat_poll.id", ondelete="CASCADE"))
    person: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), index=True)
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    option: Mapped[int] = mapped_column(Integer)
    at: Mapped[Micros] = mapped_column(BigInteger)


class ChatPin(Base):
    """The line that a room shows on top."""

    __tablename__ = "chat_pin"

    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), primary_key=True)
    message: Mapped[int] = mapped_column(BigInteger, ForeignKey("chat_message.id", ondelete="CASCADE"), index=True)
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    at: Mapped[Micros] = mapped_column(BigInteger)


class ChatBlock(Base):
    """A person does not want to read somebody."""

    __tablename__ = "chat_block"
    __table_args__ = (
        UniqueConstraint("person", "blocked"),
        UniqueConstraint("person", "device", name="uq_chat_block_person_device"),
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    person: Mapped[str] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"))
    blocked: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), index=True)
    device: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Of a guest."""
    nick: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[Micros] = mapped_column(BigInteger)
