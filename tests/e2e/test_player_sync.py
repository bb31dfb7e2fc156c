"""Pictures and sound in step: the test source's time strip seen, and its beeps heard, in Chromium."""

from statistics import median

from footlight.bench import chromium
from footlight.client.url import parse_url
from tests.e2e.processes import Server


async def test_pictures_are_seen_in_step_with_their_sound(server: Server) -> None:
    async with await server.send("lobby", "test", "--size", "640x360"):
        offsets = await chromium.sync(parse_url(f"{server.url}/lobby"), seconds=5)

    assert not isinstance(offsets, str), offsets
    assert len(offsets) >= 3
    # Below 40 on a machine with time for it, as `footlight bench sync` tells; without a word of the sound's own
    # delay it would be 100.
    assert abs(median(offsets)) < 80, offsets
