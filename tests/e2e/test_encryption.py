"""``--secret`` through a server without it: real processes, a real Chromium; with the words, with others, with none."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.e2e.processes import SMALL, Footlight, Server, run
from tests.e2e.seeing import moves, pictures, stats
from tests.e2e.test_player_fallbacks import NO_WEBCODECS
from tests.fakes.http import ask

WORDS = "plum otter brisk canål +&%"
FRAGMENT = f"#secret={quote(WORDS)}"

CHANGE_ONE_MESSAGE = """
    const Real = WebSocket;
    let seen = 0;
    globalThis.WebSocket = class extends Real {
        set onmessage(handler) {
            super.onmessage = handler && ((event) => {
                if (event.data instanceof ArrayBuffer && ++seen === 30) {
                    new Uint8Array(event.data)[event.data.byteLength - 1] ^= 1;
                }
                handler(event);
            });
        }
    };
"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def sealed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server with an encrypted ``/lobby``, shared by the tests that only look at it."""
    server = Server(tmp_path_factory.mktemp("sealed"))
    try:
        await server.start()
        async with await server.send("lobby", "test", *SMALL, environment={"FOOTLIGHT_SECRET": WORDS}) as sender:
            assert json.loads(sender.printed[0])["encrypted"] is True
            yield server
    finally:
        await server.kill()


async def watch(server: Server, secret: str | None, *options: str) -> tuple[Footlight, dict[str, Any]]:
    """Watch for a few seconds; the finished command and its closing object."""
    environment = {"HOME": str(server.folder)} | ({} if secret is None else {"FOOTLIGHT_SECRET": secret})
    command = await run(
        "watch", f"{server.url}/lobby", "--no-window", "--duration", "3", "--json", *options,
        folder=server.folder, environment=environment,
    )  # fmt: skip
    closing: dict[str, Any] = json.loads(command.printed[-1]) if command.printed else {}
    return command, closing


async def test_who_has_the_words_sees_it_from_the_current_group_on(sealed: Server) -> None:
    command, seen = await watch(sealed, None, "--secret", WORDS)
    assert command.process.returncode == 0, command.errors
    assert seen["frames"] > 0
    assert (seen["width"], seen["height"], seen["tampered"]) == (640, 360, 0)


@pytest.mark.parametrize(("secret", "code"), [(None, "secret_missing"), ("plum otter brisk canal", "secret_wrong")])
async def test_who_does_not_is_told_at_once(sealed: Server, secret: str | None, code: str) -> None:
    command, _ = await watch(sealed, secret)
    assert command.process.returncode == 2
    assert command.errors.strip().endswith(f"[{code}]")


@pytest.mark.parametrize("path", ["/live/lobby.ts", "/live/lobby.jpg"])
async def test_the_server_has_no_stream_and_no_picture_of_it(sealed: Server, path: str) -> None:
    answer = await ask(sealed.port, path)
    assert (answer.status, answer.json()["error"]["code"]) == (406, "broadcast_encrypted")


async def test_a_snapshot_and_a_recording_are_made_by_who_has_the_words(sealed: Server) -> None:
    command, _ = await watch(sealed, WORDS, "--snapshot", "now.jpg")
    assert command.process.returncode == 0, command.errors
    assert (sealed.folder / "now.jpg").read_bytes().startswith(b"\xff\xd8")
    command, _ = await watch(sealed, WORDS, "--record", "kept.mp4")
    assert command.process.returncode == 0, command.errors
    assert b"moof" in (sealed.folder / "kept.mp4").read_bytes()


@pytest.mark.long
async def test_it_goes_on_when_the_server_comes_back(server: Server) -> None:
    secret = {"FOOTLIGHT_SECRET": WORDS, "HOME": str(server.folder)}
    async with (
        await server.send("lobby", "test", *SMALL, environment=secret),
        await Footlight.start(
            "watch", f"{server.url}/lobby", "--json", folder=server.folder, environment=secret
        ) as viewer,
    ):
        for _ in range(2):
            await viewer.until(lambda said: said.get("fps", 0) > 0)
            await server.kill()
            await viewer.until(lambda said: said.get("event") == "lost")
            await server.start()
        await viewer.until(lambda said: said.get("fps", 0) > 0)
        assert await viewer.interrupt() == 0
        assert json.loads(viewer.printed[-1])["tampered"] == 0


async def test_a_page_draws_it_by_the_secret_in_its_address(sealed: Server, page: Page) -> None:
    await page.goto(f"{sealed.url}/lobby{FRAGMENT}")
    await pictures(page, 10)
    assert await moves(page.locator("footlight-player canvas").first)
    told = await stats(page)
    assert (told["engine"], told["encrypted"], told["tampered"]) == ("webcodecs", True, 0)
    await page.locator("footlight-player").evaluate("player => { player.overlay = true; }")
    await expect(page.locator("footlight-player [data-figure=Encryption]")).to_have_text("end to end")
    await expect(page.get_by_text("640×360 + sound, encrypted")).to_be_visible()


@pytest.mark.parametrize("place", ["", "/embed"])
async def test_a_page_says_that_the_secret_is_missing_or_wrong_and_takes_the_right_one(
    sealed: Server, page: Page, place: str
) -> None:
    address = f"{sealed.url}{place}/lobby"
    banner = page.locator("footlight-player .banner")
    await page.goto(address)
    await expect(banner).to_contain_text("This broadcast is encrypted")
    await expect(banner).to_be_visible()
    await page.goto(f"{address}#secret=something%20else")
    await expect(banner).to_contain_text("Wrong secret")
    await page.goto(f"{address}{FRAGMENT}")
    await pictures(page, 5)
    await expect(banner).to_be_hidden()


async def test_a_page_with_a_secret_shows_nothing_that_is_not_encrypted(sealed: Server, page: Page) -> None:
    async with await sealed.send("open", "test", *SMALL):
        await page.goto(f"{sealed.url}/open{FRAGMENT}")
        await expect(page.locator("footlight-player .banner")).to_contain_text("This broadcast is not encrypted")
        await page.goto(f"{sealed.url}/open")
        await pictures(page, 5)


async def test_what_is_changed_on_its_way_is_counted_and_not_shown(sealed: Server, page: Page) -> None:
    await page.add_init_script(NO_WEBCODECS + CHANGE_ONE_MESSAGE)
    await page.goto(f"{sealed.url}/lobby{FRAGMENT}")
    await page.locator("footlight-player").evaluate("player => { player.overlay = true; }")
    encryption = page.locator("footlight-player [data-figure=Encryption]")
    await expect(encryption).to_have_text("end to end, 1 packet tampered with", timeout=20_000)
    await pictures(page, 40)
    assert (await stats(page))["engine"] == "mse"


async def test_an_insecure_address_is_said_to_be_one(sealed: Server, page: Page) -> None:
    await page.goto(f"http://far.test:{sealed.port}/lobby{FRAGMENT}")
    await expect(page.locator("footlight-player .banner")).to_contain_text("This page needs a secure address")
