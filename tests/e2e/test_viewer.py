"""``footlight watch`` in its window, as a person has it: on an X display, with a loudspeaker, by keys."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from mss import MSS
from numpy.typing import NDArray

from tests.capture.soundserver import SoundServer, loudest, sound_server
from tests.e2e.display import Display
from tests.e2e.processes import PATIENCE, Footlight, Server

YELLOW, GREEN = (0, 191, 191), (0, 191, 0)
"""Two bars of the test picture, as blue, green and red."""
_BEEP: tuple[float, float] = (900.0, 1100.0)


def loudspeaker(sounds: SoundServer) -> dict[str, str]:
    """The environment of a program that plays to the sound server."""
    (sounds.folder / ".asoundrc").write_text("pcm.!default { type pulse }\n")
    return {name: sounds.environment[name] for name in ("HOME", "XDG_RUNTIME_DIR")}


class Ear:
    """Hears what a speaker plays."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def hear(self, seconds: float) -> NDArray[np.float32]:
        """What is played from now on: float32, (samples, 2), 48 kHz."""
        assert self._process.stdout is not None
        data = await self._process.stdout.readexactly(round(seconds * 48_000) * 8)
        return np.frombuffer(data, "<f4").reshape(-1, 2)


@asynccontextmanager
async def ear(sounds: SoundServer) -> AsyncIterator[Ear]:
    process = await asyncio.create_subprocess_exec(
        "parec", "--device=speakers.monitor", "--raw", "--format=float32le", "--rate=48000", "--channels=2",
        env=sounds.environment, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Ear(process)
    finally:
        process.terminate()
        await process.communicate()


async def until(done: Callable[[], Awaitable[bool]], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                if await done():
                    return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise TimeoutError(f"waited in vain: {what}") from None


async def xdotool(display: Display, *words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        "xdotool", *words, env={**os.environ, **display.environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    printed, _ = await process.communicate()
    return printed.decode().strip()


async def press(display: Display, title: str, key: str) -> None:
    """Press a key in the window of this title."""
    window = (await xdotool(display, "search", "--name", title)).split()[-1]
    await xdotool(display, "windowfocus", "--sync", window)
    await xdotool(display, "key", key)


def titled(display: Display, title: str) -> Callable[[], Awaitable[bool]]:
    async def there() -> bool:
        return bool(await xdotool(display, "search", "--name", title))

    return there


def bars(display: Display, width: int, height: int) -> Callable[[], Awaitable[bool]]:
    """Whether the test picture is on the screen, this large, in its upper left corner."""

    async def seen() -> bool:
        with MSS(display=display.name) as screen:
            whole = np.asarray(screen.grab(screen.monitors[0]))
        row = whole[round(height * 0.83), :, :3].astype(int)
        return all(
            abs(row[round(width * (bar + 0.5) / 7)] - colour).max() < 20 for bar, colour in ((1, YELLOW), (3, GREEN))
        )

    return seen


@pytest.mark.asyncio(loop_scope="session")
async def test_the_window_shows_and_plays_takes_keys_and_ends_well(
    server: Server, display: Display, tmp_path: Path
) -> None:
    sounds_folder = tmp_path / "sounds"
    sounds_folder.mkdir()
    with sound_server(sounds_folder) as sounds:
        environment = {**loudspeaker(sounds), **display.environment}
        async with (
            ear(sounds) as heard,
            await server.send("lobby", "test") as live,
            await Footlight.start("watch", f"{server.url}/lobby", folder=tmp_path, environment=environment) as viewer,
        ):
            await until(titled(display, "lobby at"), "the window")
            await until(bars(display, 1088, 612), "the picture on the screen")

            async def beeps() -> bool:
                sound = await heard.hear(1.5)
                return np.abs(sound).max() > 0.05 and _BEEP[0] < loudest(sound) < _BEEP[1]

            await until(beeps, "the test source's beep")
            await press(display, "lobby at", "m")

            async def silent() -> bool:
                return not np.abs(await heard.hear(2.5)).any()

            await until(silent, "silence")
            await live.kill()
            await until(titled(display, "one moment"), "the word that the sender is gone")
            await press(display, "lobby at", "q")
            assert await viewer.ended() == 0, viewer.errors
    assert "pictures (1280x720)" in viewer.errors
    assert "Traceback" not in viewer.errors


@pytest.mark.asyncio(loop_scope="session")
async def test_a_sender_echoes_its_picture_and_another_opens_the_page_in_the_browser(
    server: Server, display: Display, tmp_path: Path
) -> None:
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" >> "$(dirname "$0")/opened"\n')
    browser.chmod(0o755)
    key = await server.key("lobby")
    environment = {**display.environment, "FOOTLIGHT_KEY": key["key"]}
    async with await Footlight.start(
        "send", "test", "--display", "--to", f"{server.url}/lobby", folder=tmp_path, environment=environment
    ) as sender:
        await until(titled(display, "what is sent"), "the window")
        await until(bars(display, 640, 360), "the picture on the screen")
        environment = {"BROWSER": str(browser)}
        watching = ("watch", f"{server.url}/lobby", "--browser")
        async with await Footlight.start(*watching, folder=tmp_path, environment=environment) as viewer:
            await viewer.said("Live")
            await until(lambda: asyncio.to_thread((tmp_path / "opened").exists), "the page in the browser")
            assert (tmp_path / "opened").read_text().strip() == f"{server.url}/lobby"
            assert "No window" not in viewer.errors
            await viewer.kill()
        assert await sender.interrupt() == 0, sender.errors
    assert "Traceback" not in sender.errors
