"""A program that watches a server's channel which is not for everybody, or sends to one by its person's token."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

import footlight
from footlight import aio
from footlight.accounts.channels import ChannelBook
from footlight.accounts.passwords import Passwords
from footlight.accounts.tokens import Tokens
from footlight.app import running
from footlight.clock import SystemClock
from footlight.errors import OptionInvalidError, PasswordNeededError, PasswordWrongError
from footlight.model.channel import ChannelName
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.accounts.site import PASSWORD

LOBBY = ChannelName("lobby")
WORDS = "plum tractor"


@pytest.fixture
async def lobby(empty_data: Path) -> AsyncIterator[tuple[str, str]]:
    """A channel's address, and the token of its owner."""
    clock = SystemClock()
    async with running(Settings(port=0, data=empty_data)) as server, open_store(empty_data) as store:
        ann = (await server.people.create("Ann", PASSWORD, "member")).id
        book = ChannelBook(store, clock, Passwords())
        await book.make(ann, LOBBY)
        await book.open_to(LOBBY, "password", WORDS)
        yield f"{server.url}/lobby", (await Tokens(store, clock).new(ann, "wall", ["read", "publish"], None)).secret


async def test_both_faces_show_a_password_or_a_token(lobby: tuple[str, str]) -> None:
    url, token = lobby
    async with aio.Downstream(url, password=WORDS) as first, aio.Downstream(url, token=token) as second:
        assert (first.stats.state, second.stats.state) == ("offline", "offline")

    def watch() -> None:
        with footlight.Downstream(url, password=WORDS), footlight.Downstream(url, token=token):
            pass

    await asyncio.to_thread(watch)


async def test_what_is_wanted_is_raised_by_the_start(lobby: tuple[str, str]) -> None:
    url, _ = lobby
    with pytest.raises(PasswordNeededError):
        await aio.Downstream(url).start()
    with pytest.raises(PasswordWrongError):
        await aio.Downstream(url, password="plum").start()


@pytest.mark.parametrize("given", [{"token": "fla_x"}, {"password": WORDS}])
def test_a_cable_s_end_takes_neither(given: dict[str, str]) -> None:
    with pytest.raises(OptionInvalidError, match="key"):
        footlight.Downstream("127.0.0.1:7700", **given)  # type: ignore[arg-type]
    with pytest.raises(OptionInvalidError, match="key"):
        footlight.Downstream(listen=True, **given)  # type: ignore[arg-type]


async def test_both_faces_send_by_a_token(lobby: tuple[str, str]) -> None:
    url, token = lobby
    picture = np.zeros((48, 64, 3), np.uint8)
    async with aio.Upstream(to=url, token=token) as first, aio.Downstream(url, password=WORDS) as watching:
        first.stream_frame(picture)
        assert (await watching.receive_frame()).shape == picture.shape

    def send() -> None:
        with footlight.Upstream(to=url, token=token) as second:
            second.stream_frame(picture)

    await asyncio.to_thread(send)


def test_a_token_is_for_a_server_s_channel_and_in_place_of_a_key() -> None:
    for there in ({}, {"to": "127.0.0.1:7700"}, {"to": "http://127.0.0.1:7700/lobby", "key": "fl_x"}):
        with pytest.raises(OptionInvalidError, match="key"):
            footlight.Upstream(token="fla_x", **there)  # type: ignore[arg-type]
