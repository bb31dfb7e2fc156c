"""Keys while `send` runs in a terminal, as a viewer sees what they do; and the terminal afterwards."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

import pytest

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.url import parse_url
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.model.packet import Packet
from footlight.model.track import Track
from tests.e2e.processes import FOOTLIGHT, PATIENCE, Server
from tests.e2e.shell import PROMPT, Shell, shell

ARROW_UP = "\x1b[A"
CTRL_C, CTRL_D, CTRL_Z, CTRL_BACKSLASH = "\x03", "\x04", "\x1a", "\x1c"


class Seen:
    """What a viewer gets of the main picture."""

    def __init__(self) -> None:
        self.track: Track | None = None
        self.packet: Packet | None = None
        self._changed = asyncio.Event()

    def take(self, event: object) -> None:
        match event:
            case TracksChanged(tracks=tracks):
                self.track = next((track for track in tracks if track.kind == "video"), None)
            case PacketsReceived(packets=packets):
                mine = [one for one in packets if self.track is not None and one.track == self.track.id]
                self.packet = mine[-1] if mine else self.packet
        self._changed.set()

    async def until(self, condition: Callable[[Track, Packet], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.track is None or self.packet is None or not condition(self.track, self.packet):
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def viewer(url: str) -> AsyncIterator[Seen]:
    seen = Seen()

    async def watch() -> None:
        async with aclosing(Watch(parse_url(url), SystemClock()).events()) as events:
            async for event in events:
                seen.take(event)

    task = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def sending(server: Server, folder: Path, *more: str) -> AsyncIterator[Shell]:
    """A shell in which the test picture is sent."""
    key = await server.key("lobby")
    environment = {"FOOTLIGHT_KEY": key["key"], "XDG_CONFIG_HOME": str(folder / "config")}
    async with shell(folder, environment) as terminal:
        options = " ".join(("--size 640x360 --fps 30", *more))
        terminal.type(f"{FOOTLIGHT} send test {options} --to {server.url}/lobby\n")
        await terminal.shows("Live at")
        await terminal.takes(keys=True)
        yield terminal


async def test_keys_change_what_viewers_see_within_the_options(server: Server, tmp_path: Path) -> None:
    async with sending(server, tmp_path, "--min-fps 12") as terminal, viewer(f"{server.url}/lobby") as seen:
        await seen.until(lambda track, packet: (track.width, packet.duration) == (640, 3000))
        terminal.type("[")
        await seen.until(lambda track, packet: (track.width, track.height, packet.generation) == (426, 240, 1))
        terminal.type("]")
        await seen.until(lambda track, packet: (track.width, packet.generation) == (640, 2))
        terminal.type("<<<<")
        await terminal.shows("rate 1/2")
        await seen.until(lambda _, packet: packet.duration == 6000)
        terminal.type(">")
        await seen.until(lambda _, packet: packet.duration == 3000)
        terminal.type(f"{ARROW_UP}---")
        await terminal.shows("quality 35 %")
        terminal.type("m")
        await terminal.shows("sound muted")
        terminal.type("?")
        await terminal.shows("+ - quality")
        assert seen.track is not None
        assert seen.track.width == 640, "an arrow is no bracket"


async def test_another_source_is_asked_for_and_takes_over(server: Server, tmp_path: Path) -> None:
    async with sending(server, tmp_path) as terminal, viewer(f"{server.url}/lobby") as seen:
        await seen.until(lambda _, packet: packet.generation == 0)
        terminal.type("r")
        await terminal.shows("Enter to leave it as it is: ")
        assert terminal.waits_for_enter
        terminal.type("no-such-film.mp4\n")
        await terminal.shows("The source stays as it is: ")
        await terminal.shows("[source_not_found]")
        await terminal.takes(keys=True)
        terminal.type("r")
        await terminal.shows("Enter to leave it as it is: ")
        terminal.type("\n")
        await terminal.takes(keys=True)
        terminal.type("r")
        await terminal.shows("Enter to leave it as it is: ")
        terminal.type(CTRL_D)
        await terminal.takes(keys=True)
        terminal.type("r")
        await terminal.shows("Enter to leave it as it is: ")
        terminal.type("test\n")
        await terminal.shows("Sending test now")
        await seen.until(lambda track, packet: packet.generation == track.generation == 1)


@pytest.mark.long
async def test_the_terminal_is_as_it_was_after_ctrl_c_ctrl_z_and_an_error(server: Server, tmp_path: Path) -> None:
    async with sending(server, tmp_path) as terminal:
        terminal.type(CTRL_Z)
        await terminal.shows(PROMPT)
        assert terminal.waits_for_enter
        as_found = terminal.settings
        terminal.type("fg\n")
        await terminal.takes(keys=True)
        terminal.type("?")
        await terminal.shows("+ - quality")
        terminal.type(CTRL_C)
        await terminal.shows(PROMPT)
        assert terminal.settings == as_found
        terminal.type(f"{FOOTLIGHT} send test --to {server.url}/lobby --take-over\n")
        await terminal.shows("Live")
        await terminal.takes(keys=True)
        server.running.process.send_signal(signal.SIGSTOP)
        terminal.type(CTRL_C + CTRL_C)
        await terminal.shows(PROMPT)
        server.running.process.send_signal(signal.SIGCONT)
        assert terminal.settings == as_found
        terminal.type(f"{FOOTLIGHT} send test --to {server.url}/lobby --key wrong\n")
        await terminal.shows("[key_invalid]")
        await terminal.shows(PROMPT)
        assert terminal.settings == as_found


async def test_without_a_terminal_in_front_nothing_is_read(server: Server, tmp_path: Path) -> None:
    async with sending(server, tmp_path) as terminal:
        terminal.type(CTRL_BACKSLASH)
        await terminal.shows(PROMPT)
        assert terminal.waits_for_enter
        terminal.type(f"{FOOTLIGHT} send test --to {server.url}/lobby --take-over &\n")
        await terminal.shows("Live")
        assert terminal.waits_for_enter
        terminal.type("echo st''ill here\n")
        await terminal.shows("still here")
        terminal.type("fg\n")
        terminal.type(CTRL_C)
        await terminal.shows(PROMPT)
