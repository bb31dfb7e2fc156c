"""What was said in a chat, for programs that come by HTTP; and all of it as a file."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import StreamingResponse

from footlight.accounts.identity import Identity
from footlight.api.identity import Asking
from footlight.api.v1.chatdesk import KEEPING, READING, ChatDesk
from footlight.api.v1.router import Answer, fails, v1_router
from footlight.chat.colours import Colour
from footlight.chat.export import export_room
from footlight.chat.fields import MAX_INTEGER
from footlight.chat.history import LONGEST, MOST, History
from footlight.chat.line import Line
from footlight.chat.messages import Line as Shown
from footlight.chat.ranks import Deed, Rank
from footlight.chat.shown import shown
from footlight.errors import LimitReachedError, TextInvalidError
from footlight.model.clock import Clock
from footlight.model.units import Micros, utc

ROOT: Final = "/channels/{channel}/chat"
_MOST_SEARCHES: Final = 8
"""At once, by all who ask."""

LineNumber = Annotated[int | None, Query(ge=1, le=MAX_INTEGER)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class ChatAuthorAnswer(Answer):
    """Whose line it is."""

    nick: str | None
    """None: of an account that is no more."""
    rank: Rank
    """When it was written."""
    colour: Colour


class ChatQuoteAnswer(Answer):
    """The line that one answers, shortened."""

    message: int
    nick: str | None
    text: str


class ChatReactionAnswer(Answer):
    """One emoji under a line."""

    emoji: str
    count: int


class ChatLineAnswer(Answer):
    """A line as it is now."""

    id: int
    seq: int
    """Its place in the room."""
    author: ChatAuthorAnswer
    kind: Literal["say", "me", "announce"]
    text: str
    sent_at: datetime
    edited_at: datetime | None
    deleted: bool
    reply: ChatQuoteAnswer | None
    reactions: list[ChatReactionAnswer]

    @classmethod
    def of(cls, line: Line) -> "ChatLineAnswer":
        told: Shown = shown(line)
        edited = None if told.edited_at is None else utc(Micros(told.edited_at))
        return cls.model_validate(
            {
                **told.model_dump(),
                "reply": None if told.reply is None else told.reply.model_dump(),
                "sent_at": utc(Micros(told.sent_at)),
                "edited_at": edited,
            }
        )


class ChatLinesAnswer(Answer):
    """A page of them."""

    lines: list[ChatLineAnswer]
    more: bool
    """There may be others beyond."""

    @classmethod
    def of(cls, lines: list[Line], limit: int) -> "ChatLinesAnswer":
        return cls(lines=[ChatLineAnswer.of(line) for line in lines], more=len(lines) == limit)


def chat_lines_router(asking: Asking, desk: ChatDesk, history: History, clock: Clock) -> APIRouter:
    """``/api/v1/channels/{channel}/chat/lines``, ``/search`` and ``/export``."""
    router = v1_router("chat")
    reader, keeper = Depends(asking.anybody), Depends(asking.needs("chat"))
    searches = 0

    @router.get(f"{ROOT}/lines", responses=fails(*READING))
    async def show_lines(
        who: Annotated[Identity | None, reader],
        channel: str,
        request: Request,
        before: LineNumber = None,
        after: LineNumber = None,
        limit: Limit = MOST,
    ) -> ChatLinesAnswer:
        """The newest lines, or those before or after one; oldest first. For who may watch the channel."""
        async with desk.reading(who, channel, request) as name:
            return ChatLinesAnswer.of(await history.page(name, before=before, after=after, limit=limit), limit)

    @router.get(f"{ROOT}/search", responses=fails(*READING, TextInvalidError, LimitReachedError))
    async def find_lines(
        who: Annotated[Identity | None, reader],
        channel: str,
        request: Request,
        text: Annotated[str, Query(min_length=1, max_length=LONGEST)],
        before: LineNumber = None,
        limit: Limit = MOST,
    ) -> ChatLinesAnswer:
        """The lines with all these words, newest first. For who may watch the channel."""
        nonlocal searches
        async with desk.reading(who, channel, request) as name:
            if searches >= _MOST_SEARCHES:
                raise LimitReachedError("too much is looked for at once: try again in a moment")
            searches += 1
            try:
                return ChatLinesAnswer.of(await history.search(name, text, before=before, limit=limit), limit)
            finally:
                searches -= 1

    @router.get(
        f"{ROOT}/export",
        response_class=StreamingResponse,
        responses={200: {"content": {"application/json": {}}}, **fails(*KEEPING)},
    )
    async def export_chat(who: Annotated[Identity, keeper], channel: str, request: Request) -> StreamingResponse:
        """All lines of a chat as one JSON file; no private ones, which are kept nowhere."""
        name = await desk.kept(who, channel, Deed.EXPORT, request)
        headers = {"content-disposition": f'attachment; filename="{name}-chat.json"'}
        return StreamingResponse(export_room(history, clock, name), media_type="application/json", headers=headers)

    return router
