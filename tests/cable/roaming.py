"""A machine that changes from one network to another, told by what it finds of itself. For a network namespace alone.

Run as a program: ``unshare -rn python -m tests.cable.roaming FOLDER``.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from footlight.cable.discovery import Finder, announcing
from footlight.cable.listening import Listen, listening
from footlight.clock import SystemClock
from footlight.errors import DiscoveryUnavailableError

PATIENCE = 60.0


def ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True)


async def roam(folder: Path) -> None:
    try:
        async with Finder():
            print("found something to look on")
    except DiscoveryUnavailableError as error:
        print(error.code)

    ip("link set lo up")
    ip("link add name net0 type veth peer name net1")
    ip("link set net1 up")
    ip("addr add 10.9.0.1/24 dev net0")
    ip("link set net0 up")
    changed = asyncio.Event()
    async with (
        asyncio.timeout(PATIENCE),
        Finder(changed.set) as finder,
        listening(Listen("send", folder, "0.0.0.0", 0), SystemClock()) as end,
        announcing(end, "roaming"),
    ):
        for host in ("10.9.0.1", "10.8.0.1"):
            if host == "10.8.0.1":
                ip("addr del 10.9.0.1/24 dev net0")
                ip("addr add 10.8.0.1/24 dev net0")
            while [one.host for one in finder.found] != [host]:
                changed.clear()
                await changed.wait()
            print(host)


if __name__ == "__main__":
    asyncio.run(roam(Path(sys.argv[1])))
