"""Channels: made, shown, described, opened to people, and deleted."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from footlight.accounts.channels import CATEGORY, DESCRIPTION, TITLE, ChannelBook
from footlight.accounts.identity import Identity
from footlight.accounts.passwords import LONGEST
from footlight.accounts.rights import STAFF, Action, Visibility
from footlight.api.identity import Asking
from footlight.api.v1.channelanswers import ChannelAnswer, OwnChannelAnswer, OwnChannelsAnswer
from footlight.api.v1.router import CHANGING, READING, Question, fails, v1_router
from footlight.api.v1.sight import MANAGING, Sight, Sights
from footlight.api.v1.telling import Telling
from footlight.errors import (
    ChannelInvalidError,
    ChannelTakenError,
    ChannelUnknownError,
    LimitReachedError,
    OptionInvalidError,
    PasswordWeakError,
    SignInRefusedError,
)
from footlight.model.channel import channel_name


class NewChannel(Question):
    """A channel that somebody wants."""

    name: str
    title: str = Field(default="", max_length=TITLE)


class ChannelChange(Question):
    """What is to be otherwise; what is left out, or null, stays."""

    title: str | None = Field(default=None, max_length=TITLE)
    description: str | None = Field(default=None, max_length=2 * DESCRIPTION)
    category: str | None = Field(default=None, max_length=CATEGORY)
    visibility: Visibility | None = None
    password: str | None = Field(default=None, max_length=LONGEST)
    """For the visibility `password`; it has at least 6 letters."""


def channels_router(asking: Asking, book: ChannelBook, sights: Sights, telling: Telling) -> APIRouter:
    """``/api/v1/channels``, one of them, and ``/api/v1/me/channels``."""
    router = v1_router("channels")
    manager, reader = Depends(asking.needs("channels")), Depends(asking.needs("read"))

    @router.post(
        "/channels",
        status_code=201,
        responses=fails(
            *CHANGING, ChannelInvalidError, ChannelTakenError,
            OptionInvalidError, LimitReachedError,
        ),
    )  # fmt: skip
    async def make_channel(who: Annotated[Identity, manager], new: NewChannel) -> ChannelAnswer:
        """Make a channel of one's own, which is public at first."""
        info = await book.make(who.person, channel_name(new.name), new.title)
        return await telling.one(Sight(info, who, None))

    @router.get("/me/channels", responses=fails(*READING))
    async def my_channels(who: Annotated[Identity, reader]) -> OwnChannelsAnswer:
        """One's own channels, and those that one moderates."""
        found = await book.of(who.person)
        seen = [Sight(info, who, next((role for role in STAFF if role == standing), None)) for info, standing in found]
        told = zip(await telling.all(seen), found, strict=True)
        return OwnChannelsAnswer(
            channels=[OwnChannelAnswer(**dict(answer), standing=standing) for answer, (_info, standing) in told]
        )

    @router.get("/channels/{channel}", responses=fails(ChannelUnknownError, SignInRefusedError))
    async def show_channel(who: Annotated[Identity | None, Depends(asking.anybody)], channel: str) -> ChannelAnswer:
        """One channel; 404 ``channel_unknown`` where there is none of that name, or it is hidden from who asks."""
        return await telling.one(await sights.of(who, channel))

    @router.patch(
        "/channels/{channel}",
        responses=fails(*MANAGING, OptionInvalidError, PasswordWeakError, LimitReachedError),
    )
    async def change_channel(who: Annotated[Identity, manager], channel: str, new: ChannelChange) -> ChannelAnswer:
        """Change what is said of a channel, and who may watch it."""
        sight = await sights.of(who, channel, Action.EDIT)
        info = await book.edit(
            sight.name,
            title=new.title,
            description=new.description,
            category=new.category,
            visibility=new.visibility,
            password=new.password,
        )
        return await telling.one(Sight(info, who, sight.role))

    @router.delete("/channels/{channel}", status_code=204, responses=fails(*MANAGING))
    async def delete_channel(who: Annotated[Identity, manager], channel: str) -> None:
        """Delete a channel with all that is its; its broadcast ends."""
        await book.delete((await sights.of(who, channel, Action.DELETE)).name)

    return router
