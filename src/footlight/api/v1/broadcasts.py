"""What is live, and its end by a moderator."""

from typing import Annotated, Protocol

from fastapi import APIRouter, Depends
from starlette.responses import Response

from footlight.accounts.identity import Identity
from footlight.accounts.rights import Action
from footlight.api.identity import Asking
from footlight.api.v1.channelanswers import BroadcastsAnswer
from footlight.api.v1.listing import Listing
from footlight.api.v1.router import fails, v1_router
from footlight.api.v1.sight import MANAGING, Sights
from footlight.errors import BroadcastEndedError, ChannelOfflineError, FootlightError, SignInRefusedError
from footlight.hub.directory import Directory
from footlight.model.broadcast import BroadcastId


class Stopping(Protocol):
    """Ends broadcasts."""

    def refuse(self, broadcast: BroadcastId, error: FootlightError) -> None:
        """End a broadcast if it is on, and tell its publisher why."""


def broadcasts_router(
    asking: Asking, sights: Sights, listing: Listing, directory: Directory, stopping: Stopping
) -> APIRouter:
    """``/api/v1/broadcasts`` and ``/api/v1/channels/{channel}/broadcast``."""
    router = v1_router("broadcasts")

    @router.get("/broadcasts", response_model=BroadcastsAnswer, responses=fails(SignInRefusedError))
    async def show_broadcasts(who: Annotated[Identity | None, Depends(asking.anybody)]) -> Response:
        """What is live on the channels that whoever asks finds in lists."""
        return Response(await listing.told(who), media_type="application/json")

    @router.delete(
        "/channels/{channel}/broadcast",
        status_code=204,
        responses=fails(*MANAGING, ChannelOfflineError),
    )
    async def end_broadcast(who: Annotated[Identity, Depends(asking.needs("channels"))], channel: str) -> None:
        """End what is on; its sender is told, and does not come back by itself."""
        name = (await sights.of(who, channel, Action.MODERATE)).name
        broadcast = await directory.broadcast(name)
        if broadcast is None:
            raise ChannelOfflineError(f"nothing is on on {name}")
        stopping.refuse(broadcast.id, BroadcastEndedError("somebody who moderates the channel ended this broadcast"))

    return router
