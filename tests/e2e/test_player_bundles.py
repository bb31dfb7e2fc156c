"""A server that is busy gathers packets into bundles: what is shown and heard of them runs as evenly as before."""

from collections.abc import AsyncIterator
from functools import partial

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from footlight.clock import SystemClock
from footlight.hub.hub import Hub
from tests.api.live_server import KEY, LiveServer, live_server
from tests.e2e.elsewhere import page_elsewhere
from tests.e2e.feeding import FPS, feeding, pictures_in, tone
from tests.e2e.processes import Server
from tests.e2e.seeing import stats

FRAMES = """(player, count) => new Promise((done) => {
    const seen = [];
    player.addEventListener("frame", function take({ detail }) {
        if (seen.push([detail.pts, detail.presentedAt]) === count) {
            player.removeEventListener("frame", take);
            done(seen);
        }
    });
})"""


@pytest_asyncio.fixture(loop_scope="session")
async def busy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveServer]:
    """A server whose core is all in use, so that it bundles as widely as it may."""
    monkeypatch.setattr("tests.api.live_server.Hub", partial(Hub, used=SystemClock().now))
    async with live_server() as live:
        yield live


@pytest.mark.long
@pytest.mark.parametrize("sound", [False, True])
async def test_bundles_are_shown_evenly(on_air: Server, busy: LiveServer, page: Page, sound: bool) -> None:
    url = f"http://127.0.0.1:{busy.port}/lobby"
    clips = [pictures_in("libvpx-vp9", "vp09.00.11.08", b"vpcC"), tone(1, "sound", 440)]
    html = (
        f"<!doctype html><title>Busy</title><script type=module src='{on_air.url}/player.js'></script>"
        f"<footlight-player src='{url}' latency=crowd autoplay muted controls></footlight-player>"
    )
    async with feeding(url, KEY, *clips), page_elsewhere(html) as address:
        await page.goto(address)
        player = page.locator("footlight-player")
        if sound:
            await player.get_by_role("button", name="Turn sound on").click()
        await player.locator(".stage").press("l")
        row = player.locator(".overlay [data-figure='Class']")
        await expect(row).to_have_text("crowd, bundled 250 ms", timeout=20_000)
        # The first ones are shown while the delay grows to the bundles.
        frames = np.array(await player.evaluate(FRAMES, 7 * FPS))[4 * FPS :]

        gaps = np.diff(frames[:, 1]) / 1_000
        assert np.percentile(gaps, 90) < 100, gaps.round()
        assert (await stats(page))["fps"] > FPS / 2
