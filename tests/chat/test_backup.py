"""Chat comes back from a backup whole: lines are found, and new ones go on after them."""

from pathlib import Path

from footlight.chat.history import History
from footlight.chat.lines import Lines
from footlight.store.backup import back_up, restore
from footlight.store.store import open_store
from tests.chat.kept import ANN, EVE, LOBBY, Kept
from tests.postgres import PostgresServer
from tests.store.where import Where


async def test_a_room_comes_back_whole(kept: Kept, where: Where, server: PostgresServer, tmp_path: Path) -> None:
    """From each database into the other one."""
    first = await kept.say("hello", ANN)
    await kept.say("gone")
    await kept.delete(first.id + 1)
    await kept.react(first.id, "👍", EVE)
    await kept.say("an answer", reply_to=first.id)
    before = await kept.history.newest(LOBBY)
    await back_up(kept.store, tmp_path / "backup", lambda _done, _of: None)
    address = None if where.address else server.database()
    async with open_store(tmp_path / "other", address) as other:
        await restore(tmp_path / "backup", other, lambda _done, _of: None)
        back = Kept(other, kept.clock, Lines(other, kept.clock), History(other))
        assert await back.history.newest(LOBBY) == before
        assert await back.found("hello") == ["hello"]
        assert await back.found("gone") == []
        new = await back.say("goes on", client_id="new")
        assert (new.id, new.seq) == (first.id + 3, 4)
        assert not (await back.react(first.id, "👍", EVE)).changed
        assert (await back.react(first.id, "👍", ANN)).changed
