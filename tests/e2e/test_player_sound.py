"""What a person hears of several sound tracks, and how they choose."""

from playwright.async_api import Page, expect

from tests.e2e.feeding import feeding, lobby, pictures_in, tone
from tests.e2e.processes import Server
from tests.e2e.seeing import pictures

TAP = """() => {
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (to, ...rest) {
        if (to instanceof AudioDestinationNode) {
            window.heard = new AnalyserNode(this.context, { fftSize: 8192 });
            connect.call(this, window.heard);
        }
        return connect.call(this, to, ...rest);
    };
}"""
"""Before the page's scripts: what goes to the speakers is looked at, too."""

LOUDEST = """hertz => new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("never heard")), 20000);
    const look = () => {
        const bins = new Float32Array(window.heard?.frequencyBinCount ?? 0);
        window.heard?.getFloatFrequencyData(bins);
        const peak = bins.indexOf(Math.max(...bins)) * 48000 / 8192;
        if (bins.length > 0 && Math.max(...bins) > -60 && Math.abs(peak - hertz) < 30) {
            clearTimeout(late);
            done(peak);
        } else {
            setTimeout(look, 50);
        }
    };
    look();
})"""


async def test_a_menu_chooses_between_sound_tracks(stage: Server, page: Page) -> None:
    await page.add_init_script(f"({TAP})()")
    clips = [pictures_in("libvpx-vp9", "vp09.00.11.08", b"vpcC"), tone(1, "mic", 440), tone(2, "system", 1000)]
    async with feeding(*await lobby(stage), *clips):
        await page.goto(f"{stage.url}/lobby")
        await pictures(page, 3)
        player = page.locator("footlight-player")
        await player.get_by_role("button", name="Turn sound on").click()
        await page.evaluate(LOUDEST, 440)

        menu = player.get_by_role("combobox", name="Sound track")
        await expect(menu.get_by_role("option")).to_have_text(["mic", "system"])
        await menu.focus()
        await page.keyboard.press("s")

        await page.evaluate(LOUDEST, 1000)
        assert await player.evaluate("player => player.soundTrack") == 2


async def test_the_choice_works_with_media_source_too(stage: Server, page: Page) -> None:
    await page.add_init_script("delete globalThis.VideoDecoder")
    clips = [pictures_in("libvpx-vp9", "vp09.00.11.08", b"vpcC"), tone(1, "mic", 440), tone(2, "system", 1000)]
    async with feeding(*await lobby(stage), *clips):
        await page.goto(f"{stage.url}/lobby")
        await pictures(page, 3)
        player = page.locator("footlight-player")

        await player.get_by_role("combobox", name="Sound track").select_option("system")

        await pictures(page, 10)
        assert await player.evaluate("player => player.soundTrack") == 2


async def test_sound_that_cannot_begin_is_offered_again(stage: Server, page: Page) -> None:
    await page.add_init_script("AudioWorklet.prototype.addModule = () => Promise.reject(new Error('away'))")
    clips = [pictures_in("libvpx-vp9", "vp09.00.11.08", b"vpcC"), tone(1, "mic", 440)]
    async with feeding(*await lobby(stage), *clips):
        await page.goto(f"{stage.url}/lobby")
        await pictures(page, 5)
        offer = page.get_by_role("button", name="Turn sound on")
        await offer.click()
        await expect(offer).to_be_visible()
