"""Channels' pictures, which are shown while nothing is on."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from footlight.accounts.identity import Identity
from footlight.accounts.pictures import Pictures
from footlight.accounts.rights import Action
from footlight.api.identity import Asking
from footlight.api.v1.filescoming import FilesComing
from footlight.api.v1.router import fails, v1_router
from footlight.api.v1.sight import MANAGING, Sights
from footlight.errors import ChannelUnknownError, LimitReachedError, PictureInvalidError, SignInRefusedError

PATH: Final = "/channels/{channel}/picture"
TYPES: Final = ("image/jpeg", "image/png", "image/webp")
_KEPT_SECONDS: Final = 86_400
_FILE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_JPEG: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"image/jpeg": {}}}}
_BODY: Final = {"requestBody": {"required": True, "content": dict.fromkeys(TYPES, _FILE)}}


def pictures_router(asking: Asking, sights: Sights, pictures: Pictures) -> APIRouter:
    """``/api/v1/channels/{channel}/picture``."""
    router = v1_router("channels")
    manager = Depends(asking.needs("channels"))
    files = FilesComing()

    @router.get(PATH, response_class=Response, responses={**_JPEG, **fails(ChannelUnknownError, SignInRefusedError)})
    async def show_picture(
        who: Annotated[Identity | None, Depends(asking.anybody)], channel: str, v: int | None = None
    ) -> Response:
        """A channel's picture. Its address, as a channel tells it, is another for each picture: it may be kept."""
        sight = await sights.of(who, channel)
        found = await pictures.get(sight.name)
        if found is None:
            raise HTTPException(404, "the channel has no picture")
        headers = {}
        if v == found[1]:
            for_whom = "public" if sight.info.visibility == "public" else "private"
            headers["cache-control"] = f"{for_whom}, max-age={_KEPT_SECONDS}, immutable"
        return Response(found[0], media_type="image/jpeg", headers=headers)

    @router.put(
        PATH,
        status_code=204,
        responses=fails(*MANAGING, PictureInvalidError, LimitReachedError),
        openapi_extra=_BODY,
    )
    async def put_picture(who: Annotated[Identity, manager], channel: str, request: Request) -> None:
        """Give a channel a picture: the body is a JPEG, PNG or WebP file."""
        name = (await sights.of(who, channel, Action.EDIT)).name
        with files.of(who.person):
            await pictures.put(name, await request.body())

    @router.delete(PATH, status_code=204, responses=fails(*MANAGING))
    async def remove_picture(who: Annotated[Identity, manager], channel: str) -> None:
        """Take a channel's picture away."""
        await pictures.remove((await sights.of(who, channel, Action.EDIT)).name)

    return router
