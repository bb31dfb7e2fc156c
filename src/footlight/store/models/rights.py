"""What changed about rights, so that every process hears of it."""

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from footlight.model.channel import ChannelName
from footlight.model.units import Micros
from footlight.store.models.base import Base

PASSING = "passing"
"""In a table's ``info``: what it holds is news to servers that run, and no backup's business."""


class RightChange(Base):
    """A committed change of who may do what; whoever holds a right that it concerns is asked again."""

    __tablename__ = "right_change"
    # An id is never given twice, though old rows go: who has read up to one misses nothing after it.
    __table_args__ = {"sqlite_autoincrement": True, "info": {PASSING: True}}  # noqa: RUF012

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    channel: Mapped[ChannelName | None] = mapped_column(String(32))
    """No reference: it may be gone, and that is the news."""
    person: Mapped[str | None] = mapped_column(String(16))
    key: Mapped[str | None] = mapped_column(String(16))
    """A stream key's id."""
    at: Mapped[Micros] = mapped_column(BigInteger)
