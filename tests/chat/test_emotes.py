"""A room's emotes: kept, told to who is there, and there after a restart."""

import asyncio

import pytest

from footlight.chat.caller import Caller
from footlight.chat.emotes import MOST, MOST_BYTES, EmoteShelf
from footlight.chat.moderation.log import OrderLog, sentence
from footlight.chat.opened import Opened
from footlight.chat.presence import Client
from footlight.chat.ranks import Rank
from footlight.errors import (
    ChannelUnknownError,
    LimitReachedError,
    NameInvalidError,
    NotAllowedError,
    PictureInvalidError,
    TextInvalidError,
)
from footlight.model.channel import ChannelName
from footlight.model.names import PersonName
from footlight.store.models import ChatEmote
from tests.chat.givenranks import GivenRanks
from tests.chat.kept import LOBBY, OTHER, Kept
from tests.chat.stage import Outlet, Stage


def small(data: bytes) -> tuple[bytes, bool]:
    """A picture's first letters; those of one that moves begin with an m."""
    if data.startswith(b"no"):
        raise PictureInvalidError("this is no picture")
    return data[:8], data.startswith(b"m")


def admin(stage: Stage, rank: Rank = Rank.ADMIN) -> Client:
    return stage.room.enter(Caller("right", rank, b"browser", "ada", PersonName("Ada")), Outlet())


@pytest.fixture
def ranks() -> GivenRanks:
    return GivenRanks({"ada": Rank.ADMIN})


@pytest.fixture
def shelf(kept: Kept, ranks: GivenRanks) -> EmoteShelf:
    return EmoteShelf(kept.store, kept.clock, ranks, small)


@pytest.fixture
def stage(kept: Kept) -> Stage:
    return Stage(kept.clock)


async def test_an_emote_is_kept_told_and_there_after_a_restart(kept: Kept, shelf: EmoteShelf, stage: Stage) -> None:
    ann = stage.enter("Ann")
    assert (await shelf.all(LOBBY)).version == ann.take("welcome")[0]["room"]["emotes"] == 0
    given = await shelf.put(stage.room, admin(stage), "wave", b"waving, and more")
    found = await shelf.all(LOBBY)
    assert found.emotes == (given,)
    assert (given.name, given.moving, given.by, given.at) == ("wave", False, "Ada", kept.clock.now())
    assert ann.take("emotes") == [{"type": "emotes", "version": found.version}]
    assert await shelf.picture(LOBBY, "wave") == (given.id, b"waving, ")
    again = Stage(kept.clock, opened=Opened(emotes=await shelf.names(LOBBY)))
    assert again.enter("Ann").take("welcome")[0]["room"]["emotes"] == found.version
    again.room.check_emote(":wave:")
    assert (await shelf.all(OTHER)).emotes == ()
    assert await shelf.picture(OTHER, "wave") is None


async def test_another_picture_takes_the_place_of_the_one_of_its_name(shelf: EmoteShelf, stage: Stage) -> None:
    by = admin(stage)
    first = await shelf.put(stage.room, by, "wave", b"one")
    version = (await shelf.all(LOBBY)).version
    second = await shelf.put(stage.room, by, "wave", b"moves")
    now = await shelf.all(LOBBY)
    assert now.emotes == (second,)
    assert second.moving
    assert second.id != first.id
    assert now.version != version


async def test_the_version_is_another_one_wherever_there_are_other_emotes(shelf: EmoteShelf, stage: Stage) -> None:
    by, seen = admin(stage), {0}
    for name in ("one", "two"):
        await shelf.put(stage.room, by, name, b"x")
        seen.add(stage.room.emotes.version)
    assert await shelf.remove(stage.room, by, "one")
    seen.add(stage.room.emotes.version)
    assert len(seen) == 4
    assert await shelf.remove(stage.room, by, "two")
    assert stage.room.emotes.version == 0


async def test_an_emote_that_is_removed_is_no_reaction_any_more(shelf: EmoteShelf, stage: Stage) -> None:
    by = admin(stage)
    await shelf.put(stage.room, by, "wave", b"x")
    stage.room.check_emote(":wave:")
    stage.room.check_emote("👍")
    assert await shelf.remove(stage.room, by, "wave")
    assert not await shelf.remove(stage.room, by, "wave")
    with pytest.raises(TextInvalidError, match="no emote :wave:"):
        stage.room.check_emote(":wave:")


async def test_what_was_done_to_them_is_in_the_log(kept: Kept, shelf: EmoteShelf, stage: Stage) -> None:
    by = admin(stage)
    await shelf.put(stage.room, by, "wave", b"x")
    await shelf.remove(stage.room, by, "wave")
    entries = await OrderLog(kept.store).page(LOBBY)
    assert [(one.deed, one.by, sentence(one)) for one in entries] == [
        ("unemote", "Ada", ":wave:"),
        ("emote", "Ada", ":wave:"),
    ]


@pytest.mark.parametrize("name", ["", "x", "Wave", "wave!", "wä", "a" * 33, "a b", "../a", ":wave:"])
async def test_what_is_no_name_is_refused(shelf: EmoteShelf, stage: Stage, name: str) -> None:
    with pytest.raises(NameInvalidError):
        await shelf.put(stage.room, admin(stage), name, b"x")


async def test_what_is_no_picture_changes_nothing(shelf: EmoteShelf, stage: Stage) -> None:
    by = admin(stage)
    given = await shelf.put(stage.room, by, "wave", b"x")
    for data in (b"no picture", bytes(MOST_BYTES + 1)):
        with pytest.raises(PictureInvalidError):
            await shelf.put(stage.room, by, "wave", data)
    assert (await shelf.all(LOBBY)).emotes == (given,)


@pytest.mark.parametrize("rank", [Rank.GUEST, Rank.MEMBER, Rank.VIP, Rank.MODERATOR])
async def test_only_admins_give_and_remove_them(shelf: EmoteShelf, stage: Stage, ranks: GivenRanks, rank: Rank) -> None:
    await shelf.put(stage.room, admin(stage), "wave", b"x")
    # Also those who were admins until a moment ago.
    ranks.given["ada"] = rank
    for by in (admin(Stage(), rank), admin(Stage())):
        with pytest.raises(NotAllowedError, match="may add and remove emotes"):
            await shelf.put(stage.room, by, "other", b"x")
        with pytest.raises(NotAllowedError, match="may add and remove emotes"):
            await shelf.remove(stage.room, by, "wave")
    assert len((await shelf.all(LOBBY)).emotes) == 1


async def test_a_room_takes_only_so_many(kept: Kept, shelf: EmoteShelf, stage: Stage) -> None:
    async with kept.store.write() as session:
        session.add_all(
            ChatEmote(
                id=f"{number}", channel=LOBBY, name=f"e{number}", media_type="", moving=False, data=b"",
                at=kept.clock.now(),
            )
            for number in range(MOST)
        )  # fmt: skip
    with pytest.raises(LimitReachedError, match="remove one"):
        await shelf.put(stage.room, admin(stage), "wave", b"x")
    await shelf.put(stage.room, admin(stage), "e0", b"x")


async def test_those_that_come_at_once_wait_for_each_other_and_only_so_many(shelf: EmoteShelf, stage: Stage) -> None:
    by = admin(stage)
    done = await asyncio.gather(
        *(shelf.put(stage.room, by, f"e{number}", b"x") for number in range(12)), return_exceptions=True
    )
    assert sum(isinstance(one, LimitReachedError) for one in done) == 4
    assert len((await shelf.all(LOBBY)).emotes) == 8


async def test_a_channel_that_is_no_more_takes_none(kept: Kept, shelf: EmoteShelf) -> None:
    stage = Stage(kept.clock)
    stage.room.channel = ChannelName("gone")
    with pytest.raises(ChannelUnknownError):
        await shelf.put(stage.room, admin(stage), "wave", b"x")
