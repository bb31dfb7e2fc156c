"""docs/chat.md has a row for every message of the chat, and its fields."""

import re

from footlight.chat.messages import FromServer
from footlight.chat.requests import FromClient
from tests.docs.pages import text

PAGE = "docs/chat.md"


def table(heading: str) -> dict[str, str]:
    """What the table says of each message."""
    lines = text(PAGE).split(f"| {heading} | what |\n|---|---|\n")[1].split("\n\n")[0].splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines]
    return {name: row[-1] for row in rows for name in re.findall(r"`(\w+)`", row[0])}


def test_every_message_has_a_row_and_no_row_is_left_over() -> None:
    assert set(table("from the client")) == {kind.model_fields["type"].default for kind in FromClient.__args__}
    assert set(table("from the server")) == {kind.model_fields["type"].default for kind in FromServer.__args__}


def test_every_field_that_a_client_sends_is_told() -> None:
    told = table("from the client")
    for kind in FromClient.__args__:
        says = told[kind.model_fields["type"].default]
        assert [name for name in kind.model_fields if name != "type" and f"`{name}`" not in says] == []
