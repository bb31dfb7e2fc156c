"""A server beyond loopback, with a certificate that nobody vouches for: named, pinned, remembered."""

import json
import re
from pathlib import Path

from tests.e2e.processes import Footlight, free_port, run


async def test_a_self_signed_server_is_pinned_once_and_remembered(tmp_path: Path) -> None:
    port, home = free_port(), {"HOME": str(tmp_path)}
    data = ("--data", str(tmp_path / "data"))
    async with await Footlight.start(
        "serve", "--host", "0.0.0.0", "--port", str(port), *data, folder=tmp_path
    ) as server:
        while "fingerprint" not in await server.line():
            pass
        url = f"https://127.0.0.1:{port}/lobby"
        made = await run("key", "new", "lobby", *data, "--json", folder=tmp_path)
        environment = {**home, "FOOTLIGHT_KEY": json.loads(made.printed[-1])["key"]}

        refused = await run("watch", url, "--duration", "1", folder=tmp_path, environment=home)
        assert refused.process.returncode == 4
        assert refused.errors.count("\n") == 1
        assert "[certificate_untrusted]" in refused.errors
        pin = re.findall(r"sha256:[0-9a-f]{64}", refused.errors)[0]
        assert pin in server.printed[-1]

        async with await Footlight.start(
            "send", "test", "--to", url, "--json", "--pin", pin, folder=tmp_path, environment=environment
        ) as sender:
            await sender.until(lambda said: said.get("event") == "connected")
            async with await Footlight.start(
                "watch", url, "--no-window", "--json", folder=tmp_path, environment=home
            ) as remembered:
                await remembered.until(lambda said: said.get("fps", 0) > 0)

        wrong = await run("watch", url, "--pin", "sha256:" + "0" * 64, folder=tmp_path, environment=home)
        assert wrong.process.returncode == 4
        assert "[certificate_untrusted]" in wrong.errors
