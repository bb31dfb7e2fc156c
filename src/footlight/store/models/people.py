"""People, and how they show who they are."""

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from footlight.model.units import Micros
from footlight.store.models.base import Base

PERSON = "person.id"


class Person(Base):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(32))
    """As it is shown; unique by its skeleton."""
    skeleton: Mapped[str] = mapped_column(String(128), unique=True)
    """What names that look alike have in common: `model.names`."""
    role: Mapped[str] = mapped_column(String(16))
    """On the site: ``owner``, ``admin`` or ``member``."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    """Argon2id, with its parameters; None where there are only passkeys."""
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    suspended_at: Mapped[Micros | None] = mapped_column(BigInteger)
    """Since when the person may do nothing."""


class Passkey(Base):
    """A key of WebAuthn that stays with a person's device."""

    __tablename__ = "passkey"

    id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    """The credential's id, as its authenticator made it."""
    person: Mapped[str] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """COSE."""
    signatures: Mapped[int] = mapped_column(BigInteger)
    """The authenticator's own count, as it told last."""
    backed_up: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    used_at: Mapped[Micros | None] = mapped_column(BigInteger)


class Session(Base):
    """A browser that somebody is signed in with."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    """What people revoke it by; the secret of the cookie is nowhere."""
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """SHA-256: the secret is random and long."""
    person: Mapped[str] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(128))
    """What the browser calls itself, in words."""
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    used_at: Mapped[Micros] = mapped_column(BigInteger)
    expires_at: Mapped[Micros] = mapped_column(BigInteger)


class Token(Base):
    """A program's right to act for a person, within scopes."""

    __tablename__ = "token"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person: Mapped[str] = mapped_column(String(16), ForeignKey(PERSON, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[str] = mapped_column(String(128))
    """Words with spaces between."""
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    used_at: Mapped[Micros | None] = mapped_column(BigInteger)
    expires_at: Mapped[Micros | None] = mapped_column(BigInteger)


class Invitation(Base):
    """A link by which people make accounts; the first owner's is one too."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    """Of those who come by it."""
    made_by: Mapped[str | None] = mapped_column(String(16), ForeignKey(PERSON, ondelete="SET NULL"), index=True)
    """None where the server or a command made it."""
    uses_left: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[Micros] = mapped_column(BigInteger)
    expires_at: Mapped[Micros] = mapped_column(BigInteger)
