"""Two processes and no server between them: each way to connect, a browser at the far end, and what goes wrong."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page

from footlight.api.listen import own_addresses
from tests.e2e.processes import SMALL, Footlight, free_port, run
from tests.e2e.seeing import moves, pictures

KEY: Final = "a key for these tests alone"


async def listening(*arguments: str, folder: Path) -> tuple[Footlight, dict[str, Any]]:
    """Start an end that listens; it, and what it said of itself."""
    end = await Footlight.start(*arguments, "--json", folder=folder)
    try:
        return end, await end.until(lambda said: said.get("event") == "listening")
    except BaseException:
        await end.kill()
        raise


def words(said: dict[str, Any], *more: str) -> list[str]:
    """The arguments of the command that an end told to type at the other one."""
    footlight, *arguments = str(said["command"]).split()
    assert footlight == "footlight"
    return [*arguments, *more]


def shows_pictures(said: dict[str, Any]) -> bool:
    return bool(said.get("event") == "status" and said.get("half") != "out" and said.get("fps", 0) > 0)


async def test_a_sender_listens_and_two_watch(tmp_path: Path) -> None:
    sender, said = await listening("send", "test", "--listen", f"127.0.0.1:{free_port()}", folder=tmp_path)
    async with sender:
        assert said["key"] is None
        first, second = [
            await Footlight.start(*words(said, "--json", "--duration", "3"), folder=tmp_path) for _ in range(2)
        ]
        async with first, second:
            for viewer in (first, second):
                assert await viewer.ended() == 0, viewer.errors
                seen = json.loads(viewer.printed[-1])
                assert (seen["width"], seen["height"]) == (1280, 720)
                assert seen["frames"] > 10
        assert await sender.interrupt() == 0


async def test_a_watcher_listens_and_takes_one_sender_after_the_other(tmp_path: Path) -> None:
    watcher, said = await listening("watch", "--listen", f"127.0.0.1:{free_port()}", folder=tmp_path)
    async with watcher:
        arguments = [word.replace("screen", "test") for word in words(said, *SMALL, "--json")]
        for _ in range(2):
            async with await Footlight.start(*arguments, folder=tmp_path) as sender:
                # What a status tells just after the one before was killed may still be of its pictures.
                await watcher.until(lambda said: said.get("state") == "live")
                await watcher.until(shows_pictures)
                await sender.kill()
            await watcher.until(lambda said: said.get("state") == "away")
        assert await watcher.interrupt() == 0
        assert json.loads(watcher.printed[-1])["frames"] > 0


async def test_both_ends_of_a_call_send_and_receive(tmp_path: Path) -> None:
    one, said = await listening(
        "call", "--listen", f"127.0.0.1:{free_port()}", "--send", "test", "--secret", "two words", folder=tmp_path
    )
    async with one:
        arguments = words(said, "--send", "test", "--json", "--secret", "two words")
        async with await Footlight.start(*arguments, folder=tmp_path) as other:
            await one.until(shows_pictures)
            await other.until(shows_pictures)
            assert await other.interrupt() == 0
        await one.until(lambda said: said.get("state") == "ended")
        assert await one.interrupt() == 0


async def test_a_listener_that_was_killed_comes_back_with_the_same_key(tmp_path: Path) -> None:
    [host, *_] = beyond_loopback()
    arguments = ("send", "test", *SMALL, "--listen", f"{host}:{free_port()}")
    sender, said = await listening(*arguments, folder=tmp_path)
    async with sender, await Footlight.start(*words(said, "--json"), folder=tmp_path) as viewer:
        await viewer.until(shows_pictures)
        await sender.kill()
        await viewer.until(lambda said: said.get("event") == "lost")
        again, said_again = await listening(*arguments, folder=tmp_path)
        async with again:
            assert (said_again["key"], said_again["pin"]) == (said["key"], said["pin"])
            await viewer.until(lambda said: said.get("event") == "connected")
            await viewer.until(shows_pictures)


async def test_a_browser_watches_an_end_on_this_machine(page: Page, tmp_path: Path) -> None:
    sender, said = await listening("send", "test", *SMALL, "--listen", f"127.0.0.1:{free_port()}", folder=tmp_path)
    async with sender:
        await page.goto(said["url"])
        await pictures(page, 10)
        assert await moves(page.locator("footlight-player"))
        await page.screenshot(path=tmp_path / "wide.png")
        await page.set_viewport_size({"width": 390, "height": 844})
        await pictures(page, 5)
        await page.screenshot(path=tmp_path / "phone.png")


async def test_a_browser_watches_by_another_address_with_key_and_secret_of_the_link(
    browser: Browser, tmp_path: Path
) -> None:
    [host, *_] = beyond_loopback()
    sender, said = await listening(
        "send", "test", *SMALL, "--listen", f"0.0.0.0:{free_port()}", "--secret", "two words", folder=tmp_path
    )
    async with sender:
        assert said["url"].startswith(f"https://{host}:")
        assert said["url"].endswith(f"#key={said['key']}")
        assert len(said["key"]) >= 22
        assert any(address.startswith(host) for address in said["addresses"])
        # A person would be asked once, and say yes.
        context = await browser.new_context(ignore_https_errors=True)
        page = await context.new_page()
        await page.goto(said["url"] + "&secret=two%20words")
        await pictures(page, 5)
        stranger = await context.new_page()
        await stranger.goto(said["url"].partition("#")[0])
        await stranger.get_by_text("This picture needs its key", exact=True).wait_for()
        await stranger.screenshot(path=tmp_path / "no-key.png")
        await context.close()


async def test_the_screen_of_an_end_that_receives_is_a_page(page: Page, tmp_path: Path) -> None:
    watcher, said = await listening("watch", "--listen", f"127.0.0.1:{free_port()}", folder=tmp_path)
    async with watcher:
        arguments = [word.replace("screen", "test") for word in words(said, *SMALL, "--json")]
        async with await Footlight.start(*arguments, folder=tmp_path):
            await page.goto(said["screen"])
            await pictures(page, 5)


async def test_of_a_call_a_browser_elsewhere_sees_one_half_and_the_own_one_the_other(
    browser: Browser, tmp_path: Path
) -> None:
    """Without encryption on the way too, where browsers have no WebCodecs."""
    [host, *_] = beyond_loopback()
    one, said = await listening(
        "call", "--listen", f"{host}:{free_port()}", "--http", "--send", "test", folder=tmp_path
    )
    async with one, await Footlight.start(*words(said, "--send", "test", "--json"), folder=tmp_path) as other:
        await one.until(shows_pictures)
        await other.until(shows_pictures)
        context = await browser.new_context()
        page = await context.new_page()
        for seen in (said["url"], said["screen"]):
            await page.goto(seen)
            await pictures(page, 5)
        elsewhere = await context.new_page()
        await elsewhere.goto(said["url"].replace("/#", "/back#"))
        await elsewhere.get_by_text("This is for that end's own screen", exact=True).wait_for()
        await context.close()


@pytest.mark.parametrize("plain", [False, True], ids=["tls", "http"])
async def test_beyond_loopback_the_key_and_the_pin_let_in(tmp_path: Path, plain: bool) -> None:
    [host, *_] = beyond_loopback()
    options = ("--http",) if plain else ()
    sender, said = await listening(
        "send", "test", *SMALL, "--listen", f"{host}:{free_port()}", "--key", KEY, *options, folder=tmp_path
    )
    async with sender:
        url = str(said["url"])
        pin = () if plain else ("--pin", str(said["pin"]))
        watched = await run("watch", url.replace(" ", "%20"), *pin, "--duration", "3", "--json", folder=tmp_path)
        assert watched.process.returncode == 0, watched.errors
        for key in ((), ("--key", "another key than that")):
            refused = await run("watch", url.partition("#")[0], *pin, *key, folder=tmp_path)
            assert refused.process.returncode == 5
            assert refused.errors.endswith("[key_invalid]\n")
            assert refused.errors.count("\n") == 1


async def test_ends_that_do_the_same_are_told_what_to_type(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    sender, _ = await listening("send", "test", *SMALL, "--listen", address, folder=tmp_path)
    async with sender:
        taken = await run("send", "test", "--listen", address, folder=tmp_path)
        assert taken.process.returncode == 3
        assert "choose another with --listen HOST:PORT [address_unavailable]" in taken.errors
        both = await run("send", "test", "--to", address, folder=tmp_path)
        assert both.process.returncode == 5
        assert f"type footlight watch {address} here [both_send]" in both.errors
    receiver, _ = await listening("watch", "--listen", address, folder=tmp_path)
    async with receiver:
        both = await run("watch", address, folder=tmp_path)
        assert both.process.returncode == 5
        assert f"type footlight send screen --to {address} here [both_receive]" in both.errors


def beyond_loopback() -> list[str]:
    """The IPv4 addresses by which other machines reach this one."""
    found = [address for address in own_addresses() if ":" not in address and not address.startswith("127.")]
    assert found, "this machine has no address but loopback's: connect it to a network"
    return found
