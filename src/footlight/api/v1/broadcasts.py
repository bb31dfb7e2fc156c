"""What is live, and its end by a moderator."""

from typing import Annotated, Protocol

from fastapi import APIRouter, Depends

from footlight.accounts.identity import Identity
from footlight.accounts.rights import Action
from footlight.api.identity import Asking
from footlight.api.v1.channelanswers import BroadcastsAnswer, ListedBroadcastAnswer
from footlight.api.v1.router import fails, v1_router
from footlight.api.v1.sight import MANAGING, Sights
from footlight.errors import BroadcastEndedError, ChannelOfflineError, FootlightError, OriginRefusedError
from footlight.hub.directory import Directory
from footlight.model.broadcast import BroadcastId


class Stopping(Protocol):
    """Ends broadcasts."""

    def refuse(self, broadcast: BroadcastId, error: FootlightError) -> None:
        """End a broadcast if it is on, and tell its publisher why."""


def broadcasts_router(asking: Asking, sights: Sights, directory: Directory, stopping: Stopping) -> APIRouter:
    """``/api/v1/broadcasts`` and ``/api/v1/channels/{channel}/broadcast``."""
    router = v1_router("broadcasts")

    @router.get("/broadcasts")
    async def show_broadcasts(who: Annotated[Identity | None, Depends(asking.anybody)]) -> BroadcastsAnswer:
        """What is live on the channels that whoever asks finds in lists."""
        found = sorted(await directory.broadcasts(), key=lambda one: one.channel)
        seen = await sights.among(who, [one.channel for one in found])
        return BroadcastsAnswer(
            broadcasts=[
                ListedBroadcastAnswer.seen(one, sight)
                for one in found
                if (sight := seen.get(one.channel)) is not None and sight.listed
            ]
        )

    @router.delete(
        "/channels/{channel}/broadcast",
        status_code=204,
        responses=fails(*MANAGING, OriginRefusedError, ChannelOfflineError),
    )
    async def end_broadcast(who: Annotated[Identity, Depends(asking.needs("channels"))], channel: str) -> None:
        """End what is on; its sender is told, and does not come back by itself."""
        name = (await sights.of(who, channel, Action.MODERATE)).name
        broadcast = await directory.broadcast(name)
        if broadcast is None:
            raise ChannelOfflineError(f"nothing is on on {name}")
        stopping.refuse(broadcast.id, BroadcastEndedError("somebody who moderates the channel ended this broadcast"))

    return router
