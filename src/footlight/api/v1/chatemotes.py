"""A chat's own emotes."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from starlette.responses import Response

from footlight.accounts.identity import Identity
from footlight.api.identity import Asking
from footlight.api.v1.chatdesk import KEEPING, ChatDesk
from footlight.api.v1.chatlines import ROOT
from footlight.api.v1.emotelists import EmoteLists
from footlight.api.v1.filescoming import FilesComing
from footlight.api.v1.router import PREFIX, Answer, fails, v1_router
from footlight.chat.emotes import MEDIA_TYPE, Emote, EmoteShelf
from footlight.chat.ranks import Deed
from footlight.errors import (
    ChannelUnknownError,
    LimitReachedError,
    NameInvalidError,
    PictureInvalidError,
    SignInRefusedError,
)
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.model.units import utc

_PATH: Final = f"{ROOT}/emotes/{{name}}"
_TYPES: Final = ("image/gif", "image/png", "image/webp")
_KEPT_SECONDS: Final = 604_800
_FILE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_BODY: Final = {"requestBody": {"required": True, "content": dict.fromkeys(_TYPES, _FILE)}}


class EmoteAnswer(Answer):
    """A small picture that is written as `:name:`."""

    name: str
    url: str
    """Another one for every picture: what it answers may be kept."""
    moving: bool
    by: str | None
    """None: an account that is no more."""
    added_at: datetime

    @classmethod
    def of(cls, channel: ChannelName, emote: Emote) -> "EmoteAnswer":
        url = f"{PREFIX}{_PATH.format(channel=channel, name=emote.name)}?v={emote.id}"
        return cls(name=emote.name, url=url, moving=emote.moving, by=emote.by, added_at=utc(emote.at))


class EmotesAnswer(Answer):
    """All that a chat has, by name."""

    version: int
    """As the chat's `welcome` and `emotes` tell it."""
    emotes: list[EmoteAnswer]


def chat_emotes_router(asking: Asking, desk: ChatDesk, shelf: EmoteShelf, clock: Clock) -> APIRouter:
    """``/api/v1/channels/{channel}/chat/emotes``."""

    async def listed(channel: ChannelName) -> bytes:
        found = await shelf.all(channel)
        emotes = [EmoteAnswer.of(channel, emote) for emote in found.emotes]
        return EmotesAnswer(version=found.version, emotes=emotes).model_dump_json().encode()

    lists = EmoteLists(clock, listed)
    router = v1_router("chat")
    reader, keeper = Depends(asking.anybody), Depends(asking.needs("chat"))
    files = FilesComing()

    @router.get(
        f"{ROOT}/emotes",
        response_model=EmotesAnswer,
        responses={304: {"description": "as before"}, **fails(ChannelUnknownError, SignInRefusedError)},
    )
    async def show_emotes(
        who: Annotated[Identity | None, reader],
        channel: str,
        if_none_match: Annotated[str | None, Header(include_in_schema=False)] = None,
    ) -> Response:
        """The emotes of a chat, for who sees the channel. Who asks again with the `ETag` of before is told only that
        there are no others."""
        name = (await desk.seen(who, channel)).name
        found = await lists.of(name, desk.emotes_of(name))
        headers = {"etag": found.tag, "cache-control": "private, no-cache"}
        if if_none_match is not None and found.tag in if_none_match:
            return Response(status_code=304, headers=headers)
        return Response(found.body, media_type="application/json", headers=headers)

    @router.get(
        _PATH,
        response_class=Response,
        responses={200: {"content": {MEDIA_TYPE: {}}}, **fails(ChannelUnknownError, SignInRefusedError)},
    )
    async def show_emote(
        who: Annotated[Identity | None, reader], channel: str, name: str, v: str | None = None
    ) -> Response:
        """One emote's picture. Its address, as the list tells it, is another for each picture: it may be kept."""
        sight = await desk.seen(who, channel)
        found = await shelf.picture(sight.name, name)
        if found is None:
            raise HTTPException(404, "the chat has no such emote")
        id, data = found
        headers = {}
        if v == id:
            for_whom = "public" if sight.info.visibility == "public" else "private"
            headers["cache-control"] = f"{for_whom}, max-age={_KEPT_SECONDS}, immutable"
        return Response(data, media_type=MEDIA_TYPE, headers=headers)

    @router.put(
        _PATH,
        status_code=201,
        responses=fails(*KEEPING, NameInvalidError, PictureInvalidError, LimitReachedError),
        openapi_extra=_BODY,
    )
    async def put_emote(who: Annotated[Identity, keeper], channel: str, name: str, request: Request) -> EmoteAnswer:
        """Give a chat an emote, in place of what it had under this name: the body is a PNG, WebP or GIF file."""
        async with desk.doing(who, channel, Deed.EMOTES, request) as (room, by):
            with files.of(who.person):
                emote = await shelf.put(room, by, name, await request.body())
            return EmoteAnswer.of(room.channel, emote)

    @router.delete(_PATH, status_code=204, responses=fails(*KEEPING))
    async def remove_emote(who: Annotated[Identity, keeper], channel: str, name: str, request: Request) -> None:
        """Take an emote away."""
        async with desk.doing(who, channel, Deed.EMOTES, request) as (room, by):
            if not await shelf.remove(room, by, name):
                raise HTTPException(404, "the chat has no such emote")

    return router
