"""An end that listens: what it serves, to whom, and what it tells of itself."""

import asyncio
import json
import ssl
import urllib.error
import urllib.request
from contextlib import aclosing
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from footlight.api.listen import listen, own_addresses
from footlight.cable.address import parse_peer
from footlight.cable.end import End
from footlight.cable.listening import Listen, listening, while_listening
from footlight.cable.localpublisher import to_hub
from footlight.cable.localwatch import LocalWatch
from footlight.cable.ways import BACK, CABLE, Way
from footlight.client.events import Connected, Event, PacketsReceived
from footlight.client.sending.publish import to_server
from footlight.client.sending.uplink import OpenUplink
from footlight.client.trust import Trust
from footlight.client.watching.receiver import Downlink
from footlight.client.watching.watch import Watch
from footlight.clock import SystemClock
from footlight.errors import (
    AddressUnavailableError,
    BothReceiveError,
    KeyInvalidError,
    OptionInvalidError,
    StoreUnavailableError,
)
from footlight.model.channel import ChannelName
from footlight.wire.control import SUBPROTOCOL
from tests.fakes.media import MAIN, PacketMaker

KEY = "a key that is long enough"


def on(way: Way, data: Path, host: str = "127.0.0.1", *, key: str | None = None, open: bool = False) -> Listen:
    return Listen(way, data, host, 0, key, open)


def url(end: End, channel: ChannelName = CABLE) -> str:
    return f"ws://127.0.0.1:{end.listening.port}/live/{channel}"


async def carry(uplink: OpenUplink, downlink: Downlink, clock: SystemClock) -> bytes:
    """Send pictures until one comes out at the other end; its payload."""
    connected = asyncio.Event()
    sending = uplink(on_keyframe=lambda: None, on_event=lambda _: connected.set())
    sending.set_tracks([MAIN])
    pictures = PacketMaker(MAIN)
    received: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def heard(event: Event) -> None:
        if isinstance(event, PacketsReceived) and not received.done():
            received.set_result(bytes(event.packets[0].payload))

    async def receive() -> None:
        async for event in downlink.events():
            heard(event)

    async def send() -> None:
        await connected.wait()
        while not received.done():
            sending.send(pictures.key(b"key", clock.now()))
            await asyncio.wait([received], timeout=0.05)

    async with asyncio.timeout(30):
        tasks = [asyncio.create_task(work) for work in (sending.run(), receive(), send())]
        try:
            ends: list[asyncio.Future[None] | asyncio.Future[bytes]] = [received, *tasks[:2]]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            return received.result() if received.done() else b""
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def test_what_it_sends_comes_to_who_connects(tmp_path: Path) -> None:
    clock = SystemClock()
    async with listening(on("send", tmp_path), clock) as end:
        watch = Watch(parse_peer(end.addresses[0]).url, clock)
        assert await carry(to_hub(end.hub, CABLE, clock), watch, clock) == b"key"


async def test_what_is_sent_to_it_comes_to_its_screen(tmp_path: Path) -> None:
    clock = SystemClock()
    async with listening(on("both", tmp_path, key=KEY), clock) as end:
        back = parse_peer(f"{end.addresses[0]}/{BACK}").url
        assert await carry(to_server(back, KEY, clock), LocalWatch(end.hub, BACK, clock), clock) == b"key"


async def test_on_this_machine_it_needs_no_key_and_speaks_plain_http(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path / "data"), SystemClock()) as end:
        assert (end.key, end.pin, end.kept) == (None, None, False)
        assert end.url == f"http://127.0.0.1:{end.listening.port}/"
        assert end.command == f"footlight watch 127.0.0.1:{end.listening.port}"
    assert not (tmp_path / "data").exists()


async def test_beyond_it_makes_a_key_and_a_certificate_and_keeps_both(tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"
    async with listening(on("send", data, "0.0.0.0"), SystemClock()) as end:
        assert end.key is not None
        assert end.kept
        assert end.url.startswith("https://")
        assert end.url.endswith(f"/#key={end.key}")
        assert end.command.endswith(f" --key {end.key} --pin {end.pin}")
        assert end.key not in repr(end)
        first = (end.key, end.pin)
        assert json.loads((data / "cable-keys.json").read_text()) == {"0.0.0.0:0": end.key}
    async with listening(on("send", data, "0.0.0.0"), SystemClock()) as end:
        assert (end.key, end.pin) == first


async def test_with_a_key_that_was_given_it_keeps_the_certificate_alone(tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"
    options = on("send", data, "0.0.0.0", key=KEY)
    assert KEY not in repr(options)
    async with listening(options, SystemClock()) as end:
        assert (end.key, end.kept) == (KEY, False)
    assert [one.name for one in data.iterdir()] == ["tls"]


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="cannot be made"):
        async with listening(on("send", tmp_path / "file" / "data", "0.0.0.0", key=KEY), SystemClock()):
            pass


async def test_all_its_addresses_are_told(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path, "0.0.0.0", open=True), SystemClock()) as end:
        assert end.key is None
        others = [one for one in own_addresses() if ":" not in one and not one.startswith("127.")]
        assert [address.partition(":")[0] for address in end.addresses] == (others or ["https"])


async def test_plain_http_beyond_this_machine_is_told_with_its_scheme(tmp_path: Path) -> None:
    options = Listen("receive", tmp_path, "0.0.0.0", 0, KEY, http=True)
    async with listening(options, SystemClock()) as end:
        assert end.pin is None
        assert end.command.startswith("footlight send screen --to ")
        peer = parse_peer(end.command.split()[4])
        assert peer.url.secure is False


async def test_its_key_is_wanted_of_who_watches(tmp_path: Path) -> None:
    clock = SystemClock()
    async with listening(on("send", tmp_path, key=KEY), clock) as end:
        peer = parse_peer(end.addresses[0]).url
        uplink = to_hub(end.hub, CABLE, clock)
        for wrong in (None, KEY + "x"):
            with pytest.raises(KeyInvalidError):
                await anext(Watch(peer, clock, key=wrong).events())
        assert await carry(uplink, Watch(peer, clock, key=KEY), clock) == b"key"


async def test_what_it_receives_is_watched_with_the_key_of_its_own_screen_alone(tmp_path: Path) -> None:
    clock = SystemClock()
    async with listening(on("receive", tmp_path, key=KEY), clock) as end:
        peer = parse_peer(end.screen_url)
        for key, error in ((None, KeyInvalidError), (KEY, BothReceiveError)):
            with pytest.raises(error):
                await anext(Watch(peer.url, clock, key=key).events())
        async with aclosing(Watch(peer.url, clock, key=peer.key).events()) as events:
            assert isinstance(await anext(events), Connected)


@pytest.mark.parametrize(
    ("key", "open", "words"),
    [("too short", False, "16 to 256"), ("x" * 257, False, "16 to 256"), (KEY + "\n", False, "16"), (KEY, True, "one")],
)
async def test_a_key_that_cannot_be_is_told(tmp_path: Path, key: str, open: bool, words: str) -> None:
    with pytest.raises(OptionInvalidError, match=words):
        async with listening(on("send", tmp_path, key=key, open=open), SystemClock()):
            pass


async def test_a_port_that_is_taken_is_told_with_what_chooses_another(tmp_path: Path) -> None:
    taken = listen("127.0.0.1", 0)
    with taken.sockets[0], pytest.raises(AddressUnavailableError, match="choose another with port="):
        async with listening(Listen("send", tmp_path, port=taken.port), SystemClock()):
            pass


async def test_without_a_key_other_sites_pages_are_kept_away(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path), SystemClock()) as end:
        own = f"http://127.0.0.1:{end.listening.port}"
        async with connect(url(end), origin=Origin(own), subprotocols=[Subprotocol(SUBPROTOCOL)]) as page:
            assert page.protocol.extensions == [], "media is compressed already"
        for origin in ("https://example.org", "null", own.replace("127.0.0.1", "localhost")):
            with pytest.raises(InvalidStatus) as refused:
                await connect(url(end), origin=Origin(origin), subprotocols=[Subprotocol(SUBPROTOCOL)])
            assert refused.value.response.status_code == 403
            assert json.loads(refused.value.response.body or b"")["error"]["code"] == "origin_refused"


async def test_a_name_that_somebody_made_mean_this_machine_does_not_help(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path), SystemClock()) as end:
        name = f"evil.example:{end.listening.port}"
        with pytest.raises(InvalidStatus):
            await connect(
                url(end).replace("127.0.0.1", "evil.example"), origin=Origin(f"http://{name}"),
                subprotocols=[Subprotocol(SUBPROTOCOL)], host="127.0.0.1", port=end.listening.port,
            )  # fmt: skip


async def test_with_a_key_any_page_may_embed_it(tmp_path: Path) -> None:
    async with (
        listening(on("send", tmp_path, key=KEY), SystemClock()) as end,
        connect(url(end), origin=Origin("https://example.org"), subprotocols=[Subprotocol(SUBPROTOCOL)]),
    ):
        pass


async def test_it_serves_its_page_and_its_health_and_no_interface(tmp_path: Path) -> None:
    async with listening(on("both", tmp_path), SystemClock()) as end:

        def status(path: str) -> int:
            try:
                with urllib.request.urlopen(end.url + path, timeout=10) as answer:  # noqa: S310 - this test's
                    assert answer.headers["server"] is None, "which program it is"
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                return error.code

        wanted = {"": 200, "back": 200, "player.js": 200, "healthz": 200, "cable": 404, "live/cable.ts": 404}
        for path, expected in {**wanted, "live/cable.jpg": 404, "api/v1/channels/cable": 404, "metrics": 404}.items():
            assert (path, await asyncio.to_thread(status, path)) == (path, expected)


async def test_work_ends_where_a_part_of_the_server_failed(tmp_path: Path) -> None:
    async with listening(on("send", tmp_path), SystemClock()) as end, asyncio.timeout(20):
        end.stopping.set()
        await while_listening(end, asyncio.sleep(3600))


async def test_work_that_fails_is_told_while_the_server_goes_on(tmp_path: Path) -> None:
    async def fail() -> None:
        raise KeyInvalidError("no")

    async with listening(on("send", tmp_path), SystemClock()) as end:
        with pytest.raises(KeyInvalidError):
            await while_listening(end, fail())
        assert not end.stopping.is_set()


async def test_its_certificate_is_the_one_that_it_tells(tmp_path: Path) -> None:
    clock = SystemClock()
    async with listening(on("send", tmp_path, "0.0.0.0"), clock) as end:
        peer = parse_peer(end.url)
        trust = Trust(end.pin)
        assert isinstance(trust.context(peer.url), ssl.SSLContext)
        watch = Watch(peer.url, clock, trust, key=peer.key)
        assert await carry(to_hub(end.hub, CABLE, clock), watch, clock) == b"key"
