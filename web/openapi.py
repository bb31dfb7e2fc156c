"""Writes what the pages' types are made of to web/openapi/: what the server says of its REST interface, and the
messages of the chat."""

import asyncio
import json
import tempfile
import urllib.request
from pathlib import Path

from footlight.app import running
from footlight.chat.described import described as described_chat
from footlight.settings import Settings

OUT = Path(__file__).with_name("openapi")


async def described() -> bytes:
    """The OpenAPI description of a server with all its parts, which runs for as long as it takes to ask."""
    with tempfile.TemporaryDirectory() as data:
        async with running(Settings(port=0, data=Path(data))) as server:
            return await asyncio.to_thread(_read, f"{server.url}/api/v1/openapi.json")


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - the server of above
        body: bytes = answer.read()
        return body


if __name__ == "__main__":
    description = asyncio.run(described())
    OUT.mkdir(exist_ok=True)
    (OUT / "openapi.json").write_bytes(description)
    (OUT / "chat.json").write_text(json.dumps(described_chat()), encoding="utf-8")
