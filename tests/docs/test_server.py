"""Every endpoint and every metric of a running server, and every setting, is in some page of the documentation."""

import asyncio
import json
import re
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from pydantic import BaseModel

from footlight.api.pages import OWN_PAGES
from footlight.app import running
from footlight.settings import Settings
from tests.docs.pages import code


@pytest_asyncio.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a server of this test alone."""
    async with running(Settings(port=0, data=tmp_path / "data")) as server:
        yield server.url


async def get(url: str) -> str:
    def read() -> str:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - the server of this test
            body: str = answer.read().decode()
            return body

    return await asyncio.to_thread(read)


def settings_keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    keys: list[str] = []
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys += settings_keys(field.annotation, f"{prefix}{name}.")
        else:
            keys.append(f"{prefix}{name}")
    return keys


async def test_every_endpoint_is_documented(url: str) -> None:
    paths = json.loads(await get(f"{url}/api/v1/openapi.json"))["paths"]
    others = ["/live/{channel}", "/live/{channel}.ts", "/embed/{channel}", "/player.js", "/api/v1/openapi.json"]
    pages = [*(f"/{page}" for page in OWN_PAGES), "/channels/{channel}"]

    assert [path for path in [*paths, *others, *pages] if path not in code()] == []


async def test_every_metric_of_footlight_is_documented(url: str) -> None:
    metrics = re.findall(r"^# TYPE (footlight_\w+) ", await get(f"{url}/metrics"), re.MULTILINE)

    assert metrics
    assert [name for name in metrics if name not in code()] == []


def test_every_setting_is_documented() -> None:
    assert [key for key in settings_keys(Settings) if f"`{key}`" not in code()] == []
