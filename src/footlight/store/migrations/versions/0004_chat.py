"""Chat: lines that can be searched, reactions, and what a room's order is kept by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "chat_message",
    "chat_reaction",
    "chat_ban",
    "chat_timeout",
    "chat_log",
    "chat_setting",
    "chat_held",
    "chat_look",
    "chat_emote",
    "chat_filter",
    "chat_poll",
    "chat_poll_vote",
    "chat_pin",
    "chat_block",
)
OF_GUESTS = sa.text("nick IS NOT NULL")

SQLITE_SEARCH = (
    # Words have no signs of ASCII's but letters and digits; what begins with # is the room. No text is kept in it.
    """CREATE VIRTUAL TABLE chat_text USING fts5(
        words, content='', columnsize=0, detail=none, prefix='1 2 3 4', tokenize="ascii tokenchars '#-_'"
    )""",
    """CREATE TRIGGER chat_text_added AFTER INSERT ON chat_message WHEN new.words <> '' BEGIN
        INSERT INTO chat_text (rowid, words) VALUES (new.id, '#' || new.channel || ' ' || new.words);
    END""",
    # What is taken out must be what was put in.
    """CREATE TRIGGER chat_text_changed AFTER UPDATE OF words ON chat_message WHEN old.words <> new.words BEGIN
        INSERT INTO chat_text (chat_text, rowid, words)
        SELECT 'delete', old.id, '#' || old.channel || ' ' || old.words WHERE old.words <> '';
        INSERT INTO chat_text (rowid, words)
        SELECT new.id, '#' || new.channel || ' ' || new.words WHERE new.words <> '';
    END""",
    """CREATE TRIGGER chat_text_deleted AFTER DELETE ON chat_message WHEN old.words <> '' BEGIN
        INSERT INTO chat_text (chat_text, rowid, words)
        VALUES ('delete', old.id, '#' || old.channel || ' ' || old.words);
    END""",
)
POSTGRES_SEARCH = (
    # Not by to_tsvector: what a word is would depend on the server's locale. Beside the words the room, and in it the
    # block of 4,096 and that of 65,536 lines: what is found by the index has no order.
    """ALTER TABLE chat_message ADD COLUMN found_by tsvector GENERATED ALWAYS AS (
        CASE WHEN words = '' THEN NULL
        ELSE array_to_tsvector(string_to_array('#' || channel || ' ' || words, ' ') || ARRAY[
            '#' || channel || '.' || CAST(seq >> 12 AS text), '#' || channel || ':' || CAST(seq >> 16 AS text)
        ]) END
    ) STORED""",
    # Without a list of what is to be added, which every search would read through.
    "CREATE INDEX ix_chat_message_found_by ON chat_message USING gin (found_by) WITH (fastupdate = off)",
)


def upgrade() -> None:
    _lines()
    _order()
    _room()
    for statement in SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else POSTGRES_SEARCH:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("chat_text")
    for table in reversed(TABLES):
        op.drop_table(table)


def _lines() -> None:
    op.create_table(
        "chat_message",
        _id(),
        _channel(),
        sa.Column("seq", sa.BigInteger, nullable=False),
        _optional("person"),
        *_guest(),
        sa.Column("rank", sa.String(16), nullable=False),
        sa.Column("colour", sa.String(16), nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("reply_to", sa.BigInteger, nullable=True),
        _time("sent_at"),
        _time("edited_at", nullable=True),
        _time("deleted_at", nullable=True),
        _optional("deleted_by"),
        _time("changed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_chat_message"),
        sa.UniqueConstraint("channel", "seq", name="uq_chat_message_channel"),
        sa.UniqueConstraint("person", "channel", "client_id", name="uq_chat_message_person"),
        _of_channel("chat_message"),
        _of_person("chat_message", "person", "SET NULL"),
        _of_person("chat_message", "deleted_by", "SET NULL"),
        sqlite_autoincrement=True,
    )
    _index("uq_chat_message_guest", "chat_message", ["device", "channel", "client_id"], OF_GUESTS, unique=True)
    _index("ix_chat_message_changed", "chat_message", ["channel", "changed_at"], sa.text("changed_at IS NOT NULL"))
    _index("ix_chat_message_deleted_by", "chat_message", ["deleted_by"], sa.text("deleted_by IS NOT NULL"))
    _index(
        "ix_chat_message_deleted_at",
        "chat_message",
        ["deleted_at"],
        sa.text("deleted_at IS NOT NULL AND text <> ''"),
    )
    op.create_table(
        "chat_reaction",
        _id(),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("emoji", sa.String(40), nullable=False),
        _optional("person"),
        *_guest(),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_reaction"),
        sa.UniqueConstraint("person", "message", "emoji", name="uq_chat_reaction_person"),
        _of("chat_reaction", "message", "chat_message"),
        _of_person("chat_reaction", "person", "CASCADE"),
    )
    op.create_index("ix_chat_reaction_message", "chat_reaction", ["message", "emoji"])
    _index("uq_chat_reaction_guest", "chat_reaction", ["device", "message", "emoji"], OF_GUESTS, unique=True)


def _order() -> None:
    op.create_table(
        "chat_ban",
        _id(),
        _channel(),
        _optional("person"),
        *_guest(),
        sa.Column("network", sa.String(43), nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        _optional("made_by"),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_ban"),
        _of_channel("chat_ban"),
        _of_person("chat_ban", "person", "SET NULL"),
        _of_person("chat_ban", "made_by", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chat_timeout",
        _id(),
        _channel(),
        _optional("person"),
        *_guest(),
        sa.Column("network", sa.String(43), nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        _optional("made_by"),
        _time("at"),
        _time("until"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_timeout"),
        _of_channel("chat_timeout"),
        _of_person("chat_timeout", "person", "CASCADE"),
        _of_person("chat_timeout", "made_by", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chat_log",
        _id(),
        _channel(),
        _time("at"),
        _optional("made_by"),
        sa.Column("deed", sa.String(32), nullable=False),
        _optional("person"),
        *_guest(),
        sa.Column("message", sa.BigInteger, nullable=True),
        sa.Column("undoes", sa.BigInteger, nullable=True),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_log"),
        _of_channel("chat_log"),
        _of_person("chat_log", "made_by", "SET NULL"),
        _of_person("chat_log", "person", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chat_filter",
        _id(),
        _channel(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("pattern", sa.Text, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        _optional("made_by"),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_filter"),
        _of_channel("chat_filter"),
        _of_person("chat_filter", "made_by", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chat_held",
        _id(),
        _channel(),
        _optional("person"),
        *_guest(),
        sa.Column("rank", sa.String(16), nullable=False),
        sa.Column("colour", sa.String(16), nullable=False),
        sa.Column("client_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("reply_to", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.Text, nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_held"),
        sa.UniqueConstraint("person", "channel", "client_id", name="uq_chat_held_person"),
        _of_channel("chat_held"),
        _of_person("chat_held", "person", "CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chat_held_channel", "chat_held", ["channel"])
    _index("uq_chat_held_guest", "chat_held", ["device", "channel", "client_id"], OF_GUESTS, unique=True)
    for table in ("chat_ban", "chat_timeout", "chat_log"):
        for column in ("person", "made_by"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    for table in ("chat_ban", "chat_timeout"):
        op.create_index(f"ix_{table}_channel", table, ["channel"])
    op.create_index("ix_chat_log_channel", "chat_log", ["channel", "id"])
    _index("ix_chat_log_undoes", "chat_log", ["undoes"], sa.text("undoes IS NOT NULL"))
    for column in ("channel", "made_by"):
        op.create_index(f"ix_chat_filter_{column}", "chat_filter", [column])


def _room() -> None:
    op.create_table(
        "chat_setting",
        _channel(),
        sa.Column("data", sa.Text, nullable=False),
        _time("changed_at"),
        sa.Column("cleared_up_to", sa.BigInteger, nullable=False),
        sa.Column("wiped_up_to", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_chat_setting"),
        _of_channel("chat_setting"),
    )
    op.create_table(
        "chat_look",
        sa.Column("person", sa.String(16), nullable=False),
        sa.Column("colour", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_chat_look"),
        _of_person("chat_look", "person", "CASCADE"),
    )
    op.create_table(
        "chat_emote",
        sa.Column("id", sa.String(16), nullable=False),
        _channel(),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("media_type", sa.String(16), nullable=False),
        sa.Column("moving", sa.Boolean, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        _optional("made_by"),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_emote"),
        sa.UniqueConstraint("channel", "name", name="uq_chat_emote_channel"),
        _of_channel("chat_emote"),
        _of_person("chat_emote", "made_by", "SET NULL"),
    )
    op.create_table(
        "chat_poll",
        _id(),
        _channel(),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("client_id", sa.String(36), nullable=True),
        _optional("made_by"),
        _time("at"),
        _time("until"),
        _time("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_chat_poll"),
        _of_channel("chat_poll"),
        _of_person("chat_poll", "made_by", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chat_poll_vote",
        _id(),
        sa.Column("poll", sa.BigInteger, nullable=False),
        _optional("person"),
        sa.Column("device", sa.LargeBinary(32), nullable=True),
        sa.Column("option", sa.Integer, nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_poll_vote"),
        sa.UniqueConstraint("poll", "person", name="uq_chat_poll_vote_poll"),
        _of("chat_poll_vote", "poll", "chat_poll"),
        _of_person("chat_poll_vote", "person", "CASCADE"),
    )
    _index("uq_chat_poll_vote_guest", "chat_poll_vote", ["poll", "device"], sa.text("device IS NOT NULL"), unique=True)
    op.create_index("ix_chat_poll_vote_poll", "chat_poll_vote", ["poll", "id"])
    op.create_table(
        "chat_pin",
        _channel(),
        sa.Column("message", sa.BigInteger, nullable=False),
        _optional("made_by"),
        _time("at"),
        sa.PrimaryKeyConstraint("channel", name="pk_chat_pin"),
        _of_channel("chat_pin"),
        _of("chat_pin", "message", "chat_message"),
        _of_person("chat_pin", "made_by", "SET NULL"),
    )
    op.create_table(
        "chat_block",
        _id(),
        sa.Column("person", sa.String(16), nullable=False),
        _optional("blocked"),
        *_guest(),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name="pk_chat_block"),
        sa.UniqueConstraint("person", "blocked", name="uq_chat_block_person"),
        sa.UniqueConstraint("person", "device", name="uq_chat_block_person_device"),
        _of_person("chat_block", "person", "CASCADE"),
        _of_person("chat_block", "blocked", "CASCADE"),
    )
    for table, column in (
        ("chat_emote", "made_by"),
        ("chat_poll", "channel"),
        ("chat_poll", "made_by"),
        ("chat_poll_vote", "person"),
        ("chat_pin", "message"),
        ("chat_pin", "made_by"),
        ("chat_block", "blocked"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False)


def _channel() -> sa.Column[str]:
    return sa.Column("channel", sa.String(32), nullable=False)


def _optional(person: str) -> sa.Column[str]:
    return sa.Column(person, sa.String(16), nullable=True)


def _guest() -> tuple[sa.Column[bytes], sa.Column[str]]:
    return sa.Column("device", sa.LargeBinary(32), nullable=True), sa.Column("nick", sa.String(32), nullable=True)


def _time(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _of_channel(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["channel"], ["channel.name"], name=f"fk_{table}_channel_channel", ondelete="CASCADE"
    )


def _of_person(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_{table}_{column}_person", ondelete=ondelete)


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """What belongs to a row goes with it."""
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete="CASCADE")


def _index(name: str, table: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    """Of those rows alone."""
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)
