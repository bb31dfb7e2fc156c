"""Channels, who may do what on them, and who follows them."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models.base import Base
from footlight.store.models.people import PERSON

CHANNEL = "channel.name"


class Channel(Base):
    """A named place of somebody's."""

    __tablename__ = "channel"

    name: Mapped[ChannelName] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    owner: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON), index=True)
    """None where a command made it and nobody took it: the site's own."""
    title: Mapped[str] = mapped_column(String(100), default="", server_default="")
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    category: Mapped[str] = mapped_column(String(32), default="", server_default="")
    visibility: Mapped[str] = mapped_column(String(16), default="public", server_default="public")
    """``public``, ``unlisted``, ``password``, ``members`` or ``invited``."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    """Argon2id; of a channel for those who know a password."""


class ChannelPicture(Base):
    """What a channel shows while nothing is on; apart, since it is large."""

    __tablename__ = "channel_picture"

    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    """A JPEG file, coded anew here."""
    changed_at: Mapped[Micros] = mapped_column(BigInteger)


class ChannelRole(Base):
    """What a person is on a channel, beside its owner."""

    __tablename__ = "channel_role"

    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(
        String(16), ForeignKey(PERSON, ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(16))
    """``admin``, ``moderator``, ``vip`` or ``invited``."""
    since: Mapped[Micros] = mapped_column(BigInteger)


class Follow(Base):
    """A person wants to know when a channel is live."""

    __tablename__ = "follow"

    person: Mapped[str] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(
        String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[Micros] = mapped_column(BigInteger)


class StreamKey(Base):
    """A right to publish on one channel; the secret itself is nowhere, only its hash."""

    __tablename__ = "stream_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """SHA-256 of the secret's text: the secret is random and long, so a slow hash would protect nothing more."""
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    revoked_at: Mapped[Micros | None] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """For people: where it is used."""
    used_at: Mapped[Micros | None] = mapped_column(BigInteger)
    """When a broadcast was opened with it last."""


class PullSource(Base):
    """Where a server fetches a channel's broadcast itself, and how that went last."""

    __tablename__ = "pull_source"

    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey(CHANNEL, ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    """With the name and password that the source wants, if any: it cannot be asked without them."""
    set_at: Mapped[Micros] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(64))
    """Of the error that it fails with."""
    message: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[Micros] = mapped_column(BigInteger)
