"""People, their sessions, passkeys, tokens and invitations; channels have owners, roles and followers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("skeleton", sa.String(128), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("suspended_at", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("skeleton", name="uq_person_skeleton"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.LargeBinary(1023), nullable=False),
        _person(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("signatures", sa.BigInteger, nullable=False),
        sa.Column("backed_up", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        _of_person("passkey"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        _person(),
        sa.Column("device", sa.String(128), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("secret_hash", name="uq_session_secret_hash"),
        _of_person("session"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        _person(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scopes", sa.String(128), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger, nullable=True),
        sa.Column("expires_at", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("secret_hash", name="uq_token_secret_hash"),
        _of_person("token"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("made_by", sa.String(16), nullable=True),
        sa.Column("uses_left", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("secret_hash", name="uq_invitation_secret_hash"),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name="fk_invitation_made_by_person", ondelete="SET NULL"),
    )
    op.create_index("ix_invitation_made_by", "invitation", ["made_by"])
    for table in ("passkey", "session", "token"):
        op.create_index(f"ix_{table}_person", table, ["person"])

    with op.batch_alter_table("channel") as channel:
        channel.add_column(sa.Column("owner", sa.String(16), nullable=True))
        channel.add_column(sa.Column("title", sa.String(100), nullable=False, server_default=""))
        channel.add_column(sa.Column("description", sa.Text, nullable=False, server_default=""))
        channel.add_column(sa.Column("category", sa.String(32), nullable=False, server_default=""))
        channel.add_column(sa.Column("visibility", sa.String(16), nullable=False, server_default="public"))
        channel.add_column(sa.Column("password_hash", sa.Text, nullable=True))
        channel.create_foreign_key("fk_channel_owner_person", "person", ["owner"], ["id"])
    op.create_index("ix_channel_owner", "channel", ["owner"])
    with op.batch_alter_table("stream_key") as key:
        key.add_column(sa.Column("name", sa.String(64), nullable=False, server_default=""))
        key.add_column(sa.Column("used_at", sa.BigInteger, nullable=True))
    for table in ("stream_key", "pull_source"):
        _refer_to_channel(table, ondelete="CASCADE")

    op.create_table(
        "channel_picture",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_channel_picture"),
        _of_channel("channel_picture"),
    )
    op.create_table(
        "channel_role",
        sa.Column("channel", sa.String(32), nullable=False),
        _person(),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", "person", name="pk_channel_role"),
        _of_channel("channel_role"),
        _of_person("channel_role"),
    )
    op.create_index("ix_channel_role_person", "channel_role", ["person"])
    op.create_table(
        "follow",
        _person(),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("person", "channel", name="pk_follow"),
        _of_channel("follow"),
        _of_person("follow"),
    )
    op.create_index("ix_follow_channel", "follow", ["channel"])
    op.create_table(
        "right_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("person", sa.String(16), nullable=True),
        sa.Column("key", sa.String(16), nullable=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_right_change"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("right_change", "follow", "channel_role", "channel_picture"):
        op.drop_table(table)
    for table in ("stream_key", "pull_source"):
        _refer_to_channel(table, ondelete=None)
    with op.batch_alter_table("stream_key") as key:
        key.drop_column("used_at")
        key.drop_column("name")
    op.drop_index("ix_channel_owner", "channel")
    with op.batch_alter_table("channel") as channel:
        channel.drop_constraint("fk_channel_owner_person", type_="foreignkey")
        for column in ("password_hash", "visibility", "category", "description", "title", "owner"):
            channel.drop_column(column)
    for table in ("invitation", "token", "session", "passkey", "person"):
        op.drop_table(table)


def _person() -> sa.Column[str]:
    return sa.Column("person", sa.String(16), nullable=False)


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person"], ["person.id"], name=f"fk_{table}_person_person", ondelete="CASCADE")


def _of_channel(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["channel"], ["channel.name"], name=f"fk_{table}_channel_channel", ondelete="CASCADE"
    )


def _refer_to_channel(table: str, ondelete: str | None) -> None:
    """What belongs to a channel goes with it, or keeps it from going."""
    name = f"fk_{table}_channel_channel"
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="foreignkey")
        batch.create_foreign_key(name, "channel", ["channel"], ["name"], ondelete=ondelete)
