"""What a page shows of pictures that are not H.264: those it can play, and in words those it cannot."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from footlight.capture.testcard import TestCard
from footlight.codec.still import still
from footlight.model.frame import VideoFrame
from footlight.model.track import Track
from footlight.model.units import Micros
from tests.e2e.feeding import Clip, feeding, lobby, pictures_in
from tests.e2e.processes import Server
from tests.e2e.seeing import moves, pictures, stats

BARS = """player => {
    const surface = player.shadowRoot.querySelector("canvas");
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [surface.width, surface.height];
    const context = copy.getContext("2d");
    context.drawImage(surface, 0, 0);
    const at = (place) => context.getImageData((place * copy.width) / 7, copy.height * 0.812, 1, 1).data;
    const middle = (values) => values.sort((a, b) => a - b)[1];
    return [0, 1, 3, 5, 6].map((bar) => {
        const seen = [0.2, 0.5, 0.8].map((place) => at(bar + place));
        return [0, 1, 2].map((channel) => middle(seen.map((colour) => colour[channel])));
    });
}"""
"""What a player shows of the test card's bars: white, yellow, green, red and blue.

Of three places in each the middle value, as the light that runs along the bars may be at any one of them.
"""


NO_WEBCODECS = "delete globalThis.VideoDecoder"


def vp9() -> Clip:
    return pictures_in("libvpx-vp9", "vp09.00.11.08", b"vpcC")


def av1() -> Clip:
    return pictures_in("libsvtav1", "av01.0.00M.08", b"av1C")


def hevc() -> Clip:
    return pictures_in("libx265", "hvc1.1.6.L60.90", b"hvcC")


@pytest.mark.parametrize(("codec", "told"), [("jpeg", "jpeg"), ("raw", "i420"), ("bgr", "bgr")])
async def test_pictures_that_stand_alone_play_in_their_true_colours(
    stage: Server, page: Page, codec: str, told: str
) -> None:
    async with await stage.send("lobby", "test", "--size", "640x360", "--codec", codec):
        await page.goto(f"{stage.url}/lobby")
        await pictures(page, 10)

        assert await moves(page.locator("footlight-player"))
        figures = await stats(page)
        assert (figures["engine"], figures["codec"]) == ("webcodecs", told)
        shown = await page.locator("footlight-player").evaluate(BARS)
        wanted = [[191, 191, 191], [191, 191, 0], [0, 191, 0], [191, 0, 0], [0, 0, 191]]
        assert all(
            abs(a - b) < 16 for bar, want in zip(shown, wanted, strict=True) for a, b in zip(bar, want, strict=True)
        ), shown


async def test_pictures_that_are_broken_one_after_the_other_are_told_until_one_is_whole(
    stage: Server, page: Page
) -> None:
    image = TestCard(320, 180, 30).draw(Micros(0), 0)
    frame = VideoFrame(image, "bgr", 320, 180, 0, Micros(0), Micros(0))
    track = Track(0, "video", "main", "jpeg", b"", 90_000, width=320, height=180, fps=30)
    async with feeding(*await lobby(stage), Clip(track, 3_000, (b"no picture",) * 90 + (still(frame, "jpg"),) * 90)):
        await page.goto(f"{stage.url}/lobby")

        banner = page.locator("footlight-player .banner")
        for _ in range(2):
            await expect(banner).to_contain_text("The pictures are broken", timeout=20_000)
            await expect(banner).to_be_hidden(timeout=20_000)


@pytest.mark.parametrize("engine", ["webcodecs", "mse"])
@pytest.mark.parametrize("make", [vp9, av1])
async def test_vp9_and_av1_play_by_both_ways(stage: Server, page: Page, make: Callable[[], Clip], engine: str) -> None:
    if engine == "mse":
        await page.add_init_script(NO_WEBCODECS)
    clip = make()
    async with feeding(*await lobby(stage), clip):
        await page.goto(f"{stage.url}/lobby")
        shown = await pictures(page, 10)

        assert (shown["width"], shown["height"]) == (clip.track.width, clip.track.height)
        figures = await stats(page)
        assert (figures["engine"], figures["codec"]) == (engine, clip.track.codec)


@pytest.mark.parametrize("engine", ["webcodecs", "mse"])
async def test_a_second_picture_that_cannot_be_played_is_left_out(stage: Server, page: Page, engine: str) -> None:
    if engine == "mse":
        await page.add_init_script(NO_WEBCODECS)
    second = hevc()
    clips = [vp9(), replace(second, track=replace(second.track, id=1, name="camera"))]
    async with feeding(*await lobby(stage), *clips):
        await page.goto(f"{stage.url}/lobby")
        await pictures(page, 10)

        assert (await stats(page))["engine"] == engine
        await expect(page.locator("footlight-player .inset")).to_be_hidden()


async def test_a_codec_that_the_browser_lacks_is_named(stage: Server, page: Page) -> None:
    async with feeding(*await lobby(stage), hevc()):
        await page.goto(f"{stage.url}/lobby")

        player = page.locator("footlight-player")
        await expect(player.locator(".banner")).to_contain_text(
            "This broadcast is HEVC video, for which it has no decoder"
        )
        await expect(player.get_by_role("button", name="Try again")).to_be_visible()
