"""Channels and stream keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_channel"),
    )
    op.create_table(
        "stream_key",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stream_key"),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"], name="fk_stream_key_channel_channel"),
        sa.UniqueConstraint("secret_hash", name="uq_stream_key_secret_hash"),
    )
    op.create_index("ix_stream_key_channel", "stream_key", ["channel"])


def downgrade() -> None:
    op.drop_table("stream_key")
    op.drop_table("channel")
