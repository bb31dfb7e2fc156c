from footlight.wire.control import State, Tracks, track_info
from tests.api.live_server import live_server
from tests.fakes.media import MAIN, SOUND, PacketMaker


async def test_a_viewer_sees_what_a_publisher_sends() -> None:
    async with live_server() as server, server.connect() as publisher, server.connect() as viewer:
        await viewer.watch()
        assert (await viewer.expect(State)).state == "offline"
        welcome = await publisher.publish(MAIN, SOUND)
        live = await viewer.expect(State)
        assert (live.state, live.broadcast) == ("live", welcome.broadcast)
        tracks = await viewer.expect(Tracks)
        assert tracks.tracks == [track_info(MAIN), track_info(SOUND)]
        pictures, sounds = PacketMaker(MAIN), PacketMaker(SOUND)
        await publisher.send_packets(sounds.key(b"sound"))
        await publisher.send_packets(pictures.key(b"picture"))
        assert [packet.payload for packet in await viewer.packets()] == [b"sound", b"picture"]
