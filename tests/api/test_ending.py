"""A moderator ends a broadcast on a real server: its sender is told, and what is on is told at once."""

import json
from pathlib import Path

from footlight.app import running
from footlight.settings import Settings
from footlight.store.store import open_store
from footlight.wire.control import Bye, State
from tests.api.cast import Casting
from tests.api.live_server import Client
from tests.fakes.http import ask
from tests.fakes.media import MAIN


async def test_the_sender_is_told_and_not_asked_back(empty_data: Path) -> None:
    async with running(Settings(port=0, data=empty_data)) as server, open_store(empty_data) as store:
        cast = await Casting(store).new()
        moderator = cast.headers["moderator"]
        path = f"/api/v1/channels/{cast.channel}"
        key = await server.keys.new(cast.channel)
        live = f"ws://127.0.0.1:{server.port}/live/{cast.channel}"
        async with Client(live) as publisher, Client(live) as viewer:
            await publisher.publish(MAIN, key=key.secret)
            await viewer.watch()
            while (await viewer.expect(State)).state != "live":
                pass
            assert (await ask(server.port, path)).json()["state"] == "live"
            assert (await ask(server.port, f"{path}/broadcast", "DELETE", moderator)).status == 204
            bye = await publisher.expect(Bye)
            assert (bye.code, bye.retry) == ("broadcast_ended", False)
            while (await viewer.expect(State)).state not in ("ended", "offline"):
                pass
            again = await ask(server.port, f"{path}/broadcast", "DELETE", moderator)
            assert (again.status, json.loads(again.body)["error"]["code"]) == (404, "channel_offline")
        # Who has a key may send again: it is the broadcast that was ended.
        async with Client(live) as publisher:
            await publisher.publish(MAIN, key=key.secret)
