"""The channels that somebody follows."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends

from footlight.accounts.follows import Follows
from footlight.accounts.identity import Identity
from footlight.accounts.rights import Action
from footlight.api.channels import named_channel
from footlight.api.identity import Asking
from footlight.api.v1.channelanswers import ChannelsAnswer
from footlight.api.v1.router import READING, fails, v1_router
from footlight.api.v1.sight import MANAGING, Sights
from footlight.api.v1.telling import Telling
from footlight.errors import LimitReachedError

_ORDER: Final = {"live": 0, "away": 1}


def follows_router(asking: Asking, follows: Follows, sights: Sights, telling: Telling) -> APIRouter:
    """``/api/v1/me/follows``."""
    router = v1_router("follows")
    manager = Depends(asking.needs("channels"))

    @router.get("/me/follows", responses=fails(*READING))
    async def show_follows(who: Annotated[Identity, Depends(asking.needs("read"))]) -> ChannelsAnswer:
        """What one follows: live ones first, then those followed last first. Hidden ones are left out."""
        names = await follows.of(who.person)
        seen = await sights.among(who, names)
        answers = await telling.all([seen[name] for name in names if name in seen and seen[name].may(Action.SEE)])
        return ChannelsAnswer(channels=sorted(answers, key=lambda one: _ORDER.get(one.state, 2)))

    @router.put("/me/follows/{channel}", status_code=204, responses=fails(*MANAGING, LimitReachedError))
    async def follow(who: Annotated[Identity, manager], channel: str) -> None:
        """Follow a channel."""
        await follows.follow(who.person, (await sights.of(who, channel)).name)

    @router.delete("/me/follows/{channel}", status_code=204, responses=fails(*MANAGING))
    async def unfollow(who: Annotated[Identity, manager], channel: str) -> None:
        """Follow it no longer, whether it is there, and one may see it still, or not."""
        await follows.unfollow(who.person, named_channel(channel))

    return router
