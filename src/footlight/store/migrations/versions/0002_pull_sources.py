"""Pull sources of channels."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pull_source",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("code", sa.String(64), nullable=True),
        sa.Column("message", sa.Text, nullable=True),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_pull_source"),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"], name="fk_pull_source_channel_channel"),
    )


def downgrade() -> None:
    op.drop_table("pull_source")
