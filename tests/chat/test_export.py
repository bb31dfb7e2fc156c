"""A room as a file."""

import json
from typing import Any

from footlight.chat.export import export_room
from footlight.chat.line import Say
from footlight.model.channel import ChannelName
from tests.chat.kept import ANN, EVE, LOBBY, MOD, OTHER, Kept


async def exported(kept: Kept, channel: ChannelName = LOBBY) -> tuple[Any, int]:
    """What a program reads of it, and of how many pieces it was."""
    pieces = [piece async for piece in export_room(kept.history, kept.clock, channel)]
    return json.loads(b"".join(pieces)), len(pieces)


async def test_a_room_is_exported_with_all_that_people_see_of_it(kept: Kept) -> None:
    line = await kept.say('Hello, "wörld"\n<b>', ANN)
    await kept.react(line.id, "👍", EVE)
    await kept.say("waves", kind="me", reply_to=line.id)
    told, _ = await exported(kept)
    assert (told["format"], told["channel"], told["count"]) == ("footlight-chat/1", "lobby", 2)
    assert told["lines"] == [
        {
            "id": line.id, "seq": 1, "author": "Ann", "rank": "member", "guest": False, "kind": "say",
            "text": 'Hello, "wörld"\n<b>', "reply_to": None, "sent_at": "1970-01-01T00:00:02+00:00",
            "edited_at": None, "reactions": [{"emoji": "👍", "count": 1}],
        },
        {
            "id": line.id + 1, "seq": 2, "author": "Eve", "rank": "guest", "guest": True, "kind": "me",
            "text": "waves", "reply_to": line.id, "sent_at": "1970-01-01T00:00:04+00:00", "edited_at": None,
            "reactions": [],
        },
    ]  # fmt: skip


async def test_what_was_deleted_and_who_has_which_browser_is_not_in_it(kept: Kept) -> None:
    lines = [await kept.say(text) for text in ("mine", "spam", "stays")]
    await kept.delete(lines[0].id)
    await kept.delete(lines[1].id, MOD)
    await kept.say("elsewhere", channel=OTHER)
    told, _ = await exported(kept)
    assert [line["text"] for line in told["lines"]] == ["stays"]
    assert EVE.device is not None
    assert EVE.device.hex() not in json.dumps(told)


async def test_a_long_room_comes_in_pieces_and_ends_where_it_began(kept: Kept) -> None:
    await kept.lines.do(LOBBY, [Say(EVE, f"n{number}", f"line {number}") for number in range(250)])
    pieces: list[bytes] = []
    async for piece in export_room(kept.history, kept.clock, LOBBY):
        pieces.append(piece)
        await kept.say("too late")
    told = json.loads(b"".join(pieces))
    assert len(pieces) == 5
    assert [line["text"] for line in told["lines"]] == [f"line {number}" for number in range(250)]
    assert told["count"] == 250


async def test_an_empty_room_is_a_file_too(kept: Kept) -> None:
    assert (await exported(kept))[0]["lines"] == []
