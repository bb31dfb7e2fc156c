"""A sender that announces itself, and a person who has no address: listed, chosen, asked for what is missing."""

import asyncio
import json
import re
from pathlib import Path
from typing import Final

from footlight.cable.discovery import Finder
from tests.e2e.processes import FOOTLIGHT, PATIENCE, Footlight, free_port, run
from tests.e2e.shell import PROMPT, shell

CTRL_C: Final = "\x03"


async def announced(port: int) -> None:
    """Wait until the network knows of the end at ``port``."""
    changed = asyncio.Event()
    async with asyncio.timeout(PATIENCE), Finder(changed.set) as finder:
        while all(one.port != port for one in finder.found):
            changed.clear()
            await changed.wait()


async def test_a_sender_on_the_network_is_chosen_by_its_number(tmp_path: Path) -> None:
    port = free_port()
    sender = await Footlight.start(
        "send", "test", "--listen", f"0.0.0.0:{port}", "--discover", "--json", folder=tmp_path
    )  # fmt: skip
    async with sender:
        told = await sender.until(lambda said: said.get("event") == "listening")
        await announced(port)
        key, pin = str(told["key"]), str(told["pin"])

        listing = asyncio.create_task(run("watch", "--json", folder=tmp_path))
        await chosen_by_number(port, key, pin, tmp_path)
        printed = (await listing).printed
        found = [one for one in map(json.loads, printed) if one["address"].endswith(f":{port}")]
        assert [(one["kind"], one["secure"], one["open"], one["pin"]) for one in found] == [("send", True, False, pin)]
        assert key not in "".join(printed)
        assert await sender.interrupt() == 0


async def chosen_by_number(port: int, key: str, pin: str, folder: Path) -> None:
    """Watch as a person does who has no address."""
    async with shell(folder, {"XDG_CONFIG_HOME": str(folder / "watcher")}) as terminal:
        terminal.type(f"{FOOTLIGHT} watch --no-window\n")
        await terminal.shows("Which one?")
        numbers = re.findall(rf"^ *([0-9]+)  .*:{port}  +wants its key", terminal.screen, re.MULTILINE)
        terminal.type(f"{numbers[0]}\n")
        await terminal.shows(pin)
        await terminal.shows("[y/N]")
        terminal.type("y\n")
        await terminal.shows("Its key")
        terminal.type(f"{key}\n")
        await terminal.shows("pictures/s")
        terminal.type(CTRL_C)
        await terminal.shows("pictures (1280x720)")
        await terminal.shows(PROMPT)
        assert key not in terminal.screen
        assert terminal.waits_for_enter
