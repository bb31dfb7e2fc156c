"""Channels' pictures by REST."""

import asyncio
import io
import struct
import zlib

import cv2
import numpy as np
import pytest

from footlight.model.channel import ChannelName
from tests.api.v1.town import Caller, Town

PATH = "/channels/lobby/picture"


def png(width: int = 64, height: int = 32) -> bytes:
    picture = np.full((height, width, 3), (0, 128, 255), np.uint8)
    return bytes(cv2.imencode(".png", picture)[1])


def bomb(width: int, height: int) -> bytes:
    """A small PNG file that says it is so large, and is."""
    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, io.SEEK_END)
    rows = zlib.compress(b"\0" * 10_000_000, 9)
    for kind, body in (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", rows),
        (b"IEND", b""),
    ):
        out.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))
    return out.getvalue()


async def put(caller: Caller, data: bytes, kind: str = "image/png") -> tuple[int, str]:
    return await caller.code("PUT", PATH, data=data, kind=kind)


async def test_a_picture_is_given_shown_and_taken_away(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    assert await town.nobody.code("GET", PATH) == (404, "not_found")
    assert await put(ann, png()) == (204, "")
    where = (await town.nobody.told("/channels/lobby"))["picture"]
    assert where == "/api/v1/channels/lobby/picture?v=1700000000000000"
    shown = await town.nobody.ask("GET", where.removeprefix("/api/v1"))
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    decoded = cv2.imdecode(np.frombuffer(shown.body, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (32, 64, 3)
    assert await ann.code("DELETE", PATH) == (204, "")
    assert await ann.code("DELETE", PATH) == (204, "")
    assert await town.nobody.code("GET", PATH) == (404, "not_found")
    assert (await town.nobody.told("/channels/lobby"))["picture"] is None


async def test_a_picture_is_kept_under_its_own_address_alone_and_by_all_only_where_all_may_see_it(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    await put(ann, png())

    async def kept(query: str) -> str:
        return (await ann.ask("GET", PATH + query)).headers["cache-control"]

    assert await kept("?v=1700000000000000") == "public, max-age=86400, immutable"
    assert await kept("") == await kept("?v=1") == await kept(f"?v=-{'9' * 300}") == "no-store"
    await town.book.open_to(ChannelName("lobby"), "members")
    assert await kept("?v=1700000000000000") == "private, max-age=86400, immutable"
    town.clock.forward(1)
    await put(ann, png(32, 32))
    assert await kept("?v=1700000000000000") == "no-store"
    assert await ann.code("GET", f"{PATH}?v=x") == (422, "request_invalid")


@pytest.mark.parametrize(
    ("data", "kind", "refusal"),
    [
        (b"no picture", "image/png", (422, "picture_invalid")),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", (422, "picture_invalid")),
        (png()[:60], "image/png", (422, "picture_invalid")),
        (b"", "image/png", (422, "picture_invalid")),
        (bomb(100_000, 100_000), "image/png", (422, "picture_invalid")),
        (bomb(2_000_000_000, 2), "image/png", (422, "picture_invalid")),
        (bytes(5_000_000), "image/png", (413, "message_too_large")),
        (bytes(4_100_000), "image/png", (422, "picture_invalid")),
        (png(), "image/svg+xml", (415, "content_type_unsupported")),
        (png(), "application/json", (415, "content_type_unsupported")),
    ],
)
async def test_what_is_no_picture_is_refused(town: Town, data: bytes, kind: str, refusal: tuple[int, str]) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    assert await put(ann, data, kind) == refusal
    assert (await ann.told("/channels/lobby"))["picture"] is None


async def test_only_the_owner_gives_a_channel_its_picture(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, bob=(bob, "moderator"))
    assert await put(town.nobody, png()) == (401, "sign_in_needed")
    assert await put(bob, png()) == (403, "not_allowed")
    assert await bob.code("DELETE", PATH) == (403, "not_allowed")


async def test_a_hidden_channels_picture_is_shown_to_who_may_see_it(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await town.channel("lobby", ann, "invited", bob=(bob, "invited"))
    await put(ann, png())
    assert (await bob.ask("GET", PATH)).status == 200
    assert await town.nobody.code("GET", PATH) == (404, "channel_unknown")


async def test_one_person_does_not_fill_the_memory_with_pictures(town: Town) -> None:
    ann = await town.person("ann")
    await town.channel("lobby", ann)
    codes = await asyncio.gather(*(put(ann, png()) for _ in range(6)))
    assert codes.count((204, "")) == 2
    assert codes.count((429, "limit_reached")) == 4
    assert await put(ann, png()) == (204, "")
