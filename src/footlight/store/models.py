"""The tables, as SQLAlchemy models; `migrations/` says how each came to be."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from footlight.model.channel import ChannelName
from footlight.model.units import Micros


class Base(DeclarativeBase):
    """Constraints have names by rule, so that a migration can speak of them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Channel(Base):
    """A named place that keys are for."""

    __tablename__ = "channel"

    name: Mapped[ChannelName] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[Micros] = mapped_column(BigInteger)


class StreamKey(Base):
    """A right to publish on one channel; the secret itself is nowhere, only its hash."""

    __tablename__ = "stream_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey("channel.name"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """SHA-256 of the secret's text: the secret is random and long, so a slow hash would protect nothing more."""
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    revoked_at: Mapped[Micros | None] = mapped_column(BigInteger)


class PullSource(Base):
    """Where a server fetches a channel's broadcast itself, and how that went last."""

    __tablename__ = "pull_source"

    channel: Mapped[ChannelName] = mapped_column(String(32), ForeignKey("channel.name"), primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    """With the name and password that the source wants, if any: it cannot be asked without them."""
    set_at: Mapped[Micros] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(64))
    """Of the error that it fails with."""
    message: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[Micros] = mapped_column(BigInteger)
