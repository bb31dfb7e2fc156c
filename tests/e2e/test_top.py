"""``footlight top`` beside a server at work."""

import json
from pathlib import Path

from tests.e2e.processes import Footlight, Server, run


async def test_it_tells_of_a_broadcast_and_its_viewer(tmp_path: Path, server: Server, live: Footlight) -> None:
    assert live.process.returncode is None
    watching = await Footlight.start("watch", f"{server.url}/lobby", "--json", folder=tmp_path)
    async with watching:
        await watching.until(lambda said: said["event"] == "status")
        told = json.loads((await run("top", server.url, "--once", "--json", folder=tmp_path)).printed[-1])
    lobby = told["broadcasts"][0]
    assert (lobby["channel"], lobby["state"], lobby["viewers"]) == ("lobby", "live", 1)
    assert lobby["received_mbps"] > 0
    assert lobby["sent_mbps"] > 0
    assert lobby["latency_ms"] > 0
    assert told["sent_mbps"] > 0
    assert told["latency_p50_ms"] > 0


async def test_who_is_no_footlight_server_is_told_in_one_line(tmp_path: Path) -> None:
    nobody = await run("top", "http://127.0.0.1:1", "--once", folder=tmp_path)
    assert nobody.process.returncode == 4
    assert "[connection_failed]" in nobody.errors
