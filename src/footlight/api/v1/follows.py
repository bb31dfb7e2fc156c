"""The channels that somebody follows."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from footlight.accounts.follows import MOST, Follows
from footlight.accounts.identity import Identity
from footlight.accounts.rights import Action
from footlight.api.channels import named_channel
from footlight.api.identity import Asking
from footlight.api.v1.channelanswers import FollowedAnswer
from footlight.api.v1.router import READING, fails, v1_router
from footlight.api.v1.sight import MANAGING, Sights
from footlight.api.v1.telling import Telling
from footlight.errors import LimitReachedError

_USUAL: Final = 100
"""So many of them are told unless more are asked for."""


def follows_router(asking: Asking, follows: Follows, sights: Sights, telling: Telling) -> APIRouter:
    """``/api/v1/me/follows``."""
    router = v1_router("follows")
    manager = Depends(asking.needs("channels"))

    @router.get("/me/follows", responses=fails(*READING))
    async def show_follows(
        who: Annotated[Identity, Depends(asking.needs("read"))],
        limit: Annotated[int, Query(ge=1, le=MOST)] = _USUAL,
    ) -> FollowedAnswer:
        """What one follows: live ones first, then those followed last first. Hidden ones are left out."""
        names = await telling.on_first(await follows.of(who.person))
        # What is told of a channel costs more than to know that one follows it.
        seen = await sights.among(who, names[:limit])
        answers = await telling.all(
            [seen[name] for name in names[:limit] if name in seen and seen[name].may(Action.SEE)]
        )
        return FollowedAnswer(channels=answers, more=len(names) > limit)

    @router.put("/me/follows/{channel}", status_code=204, responses=fails(*MANAGING, LimitReachedError))
    async def follow(who: Annotated[Identity, manager], channel: str) -> None:
        """Follow a channel."""
        await follows.follow(who.person, (await sights.of(who, channel)).name)

    @router.delete("/me/follows/{channel}", status_code=204, responses=fails(*MANAGING))
    async def unfollow(who: Annotated[Identity, manager], channel: str) -> None:
        """Follow it no longer, whether it is there, and one may see it still, or not."""
        await follows.unfollow(who.person, named_channel(channel))

    return router
