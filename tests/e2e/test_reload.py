"""SIGHUP, as a person or systemd sends it."""

import signal
from pathlib import Path

from tests.e2e.processes import Footlight, free_port


async def test_a_server_takes_up_new_settings_and_survives_wrong_ones(tmp_path: Path) -> None:
    file, port = tmp_path / "settings.toml", free_port()
    file.write_text('log_format = "json"\n')
    serving = await Footlight.start("serve", "--port", str(port), "--config", str(file), folder=tmp_path)
    async with serving as server:
        assert str(port) in await server.line()
        file.write_text('log_format = "json"\nlog_level = "debug"\nport = 1\nhttp = true\n')
        await hang_up(server, "settings read again")
        # --port wins over the file, so the port is what it was.
        assert '"changed": ["log_level"], "at_next_start": ["http"]' in server.errors
        file.write_text("viewers = 1\n")
        await hang_up(server, "setting_unknown")
        file.write_text('log_format = "json"\n')
        await hang_up(server, '"changed": ["log_level"], "at_next_start": ["http"]', times=2)
        assert await server.interrupt() == 0


async def hang_up(server: Footlight, expected: str, times: int = 1) -> None:
    """Send SIGHUP and wait for what the log says of it."""
    server.process.send_signal(signal.SIGHUP)
    await server.said(expected, times)
