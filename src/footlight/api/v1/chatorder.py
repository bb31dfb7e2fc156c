"""What those who keep order in a chat did, and what waits for them."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request

from footlight.accounts.identity import Identity
from footlight.api.identity import Asking
from footlight.api.v1.chatdesk import KEEPING, ChatDesk, Number
from footlight.api.v1.chatlines import ROOT, LineNumber
from footlight.api.v1.router import Answer, fails, v1_router
from footlight.chat.moderation.bans import Bans
from footlight.chat.moderation.held import HeldLines
from footlight.chat.moderation.log import MOST, Entry, OrderLog, sentence
from footlight.chat.moderation.order import Order
from footlight.chat.ranks import Deed, Rank
from footlight.errors import LimitReachedError, MessageUnknownError, OptionInvalidError
from footlight.model.units import utc

_DOING: Final = (*KEEPING, MessageUnknownError, OptionInvalidError, LimitReachedError)


class ModerationEntryAnswer(Answer):
    """One deed."""

    id: int
    at: datetime
    by: str | None
    """None: a filter did it, or an account that is no more."""
    deed: str
    nick: str | None
    """Of whom it was done to."""
    message: int | None
    """The line that it was done to."""
    reason: str
    detail: str
    """What else there is to tell."""
    undoes: int | None
    """The entry that this one takes back."""
    undone: bool
    undoable: bool

    @classmethod
    def of(cls, entry: Entry) -> "ModerationEntryAnswer":
        return cls(
            id=entry.id,
            at=utc(entry.at),
            by=entry.by,
            deed=entry.deed,
            nick=entry.nick,
            message=entry.message,
            reason=entry.reason,
            detail=sentence(entry),
            undoes=entry.undoes,
            undone=entry.undone,
            undoable=entry.undoable,
        )


class ModerationLogAnswer(Answer):
    """A page of deeds, newest first."""

    entries: list[ModerationEntryAnswer]
    more: bool
    """There may be others before."""


class BanAnswer(Answer):
    """Somebody, or a part of the network, that may not come in."""

    id: int
    nick: str | None
    """None: of an account that is no more."""
    account: bool
    """It is of an account."""
    browser: bool
    """It is of a browser."""
    network: str | None
    """Guests from there may not come in."""
    reason: str
    by: str | None
    at: datetime


class BansAnswer(Answer):
    """All that are in force."""

    bans: list[BanAnswer]


class HeldLineAnswer(Answer):
    """A line that waits."""

    id: int
    nick: str
    rank: Rank
    text: str
    reason: str
    at: datetime


class HeldAnswer(Answer):
    """All that wait, oldest first."""

    held: list[HeldLineAnswer]


def chat_order_router(
    asking: Asking, desk: ChatDesk, order: Order, log: OrderLog, bans: Bans, held: HeldLines
) -> APIRouter:
    """``/api/v1/channels/{channel}/chat/log``, ``/bans`` and ``/held``."""
    router = v1_router("chat")
    keeper = Depends(asking.needs("chat"))

    @router.get(f"{ROOT}/log", responses=fails(*KEEPING))
    async def show_log(
        who: Annotated[Identity, keeper],
        channel: str,
        request: Request,
        before: LineNumber = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    ) -> ModerationLogAnswer:
        """What those who keep order did: nothing is ever removed from it."""
        found = await log.page(await desk.kept(who, channel, Deed.LOG, request), before, limit)
        return ModerationLogAnswer(
            entries=[ModerationEntryAnswer.of(entry) for entry in found], more=len(found) == limit
        )

    @router.post(f"{ROOT}/log/{{entry}}/undo", status_code=204, responses=fails(*_DOING))
    async def undo(who: Annotated[Identity, keeper], channel: str, entry: Number, request: Request) -> None:
        """Take a deed back, which is a deed too."""
        async with desk.doing(who, channel, Deed.LOG, request) as (room, by):
            await order.undo(room, by, entry)

    @router.get(f"{ROOT}/bans", responses=fails(*KEEPING))
    async def show_bans(who: Annotated[Identity, keeper], channel: str, request: Request) -> BansAnswer:
        """Who may not come in."""
        found = await bans.of(await desk.kept(who, channel, Deed.BAN, request))
        return BansAnswer(
            bans=[
                BanAnswer(
                    id=ban.id,
                    nick=ban.nick,
                    account=ban.account,
                    browser=ban.browser,
                    network=ban.network,
                    reason=ban.reason,
                    by=ban.by,
                    at=utc(ban.at),
                )
                for ban in found
            ]
        )

    @router.delete(f"{ROOT}/bans/{{ban}}", status_code=204, responses=fails(*_DOING))
    async def lift_ban(who: Annotated[Identity, keeper], channel: str, ban: Number, request: Request) -> None:
        """Let somebody in again."""
        async with desk.doing(who, channel, Deed.BAN, request) as (room, by):
            await order.lift(room, by, ban)

    @router.get(f"{ROOT}/held", responses=fails(*KEEPING))
    async def show_held(who: Annotated[Identity, keeper], channel: str, request: Request) -> HeldAnswer:
        """The lines that wait for those who keep order."""
        found = await held.of(await desk.kept(who, channel, Deed.HELD, request))
        return HeldAnswer(
            held=[
                HeldLineAnswer(
                    id=line.id, nick=line.nick, rank=line.rank, text=line.text, reason=line.reason, at=utc(line.at)
                )
                for line in found
            ]
        )

    @router.post(f"{ROOT}/held/{{held}}/approve", status_code=204, responses=fails(*_DOING))
    async def approve(who: Annotated[Identity, keeper], channel: str, held: Number, request: Request) -> None:
        """Write a line that waits, in the name of who wrote it."""
        async with desk.doing(who, channel, Deed.HELD, request) as (room, by):
            await order.approve(room, by, held)

    @router.post(f"{ROOT}/held/{{held}}/reject", status_code=204, responses=fails(*_DOING))
    async def reject(who: Annotated[Identity, keeper], channel: str, held: Number, request: Request) -> None:
        """Write it never; who wrote it is told."""
        async with desk.doing(who, channel, Deed.HELD, request) as (room, by):
            await order.reject(room, by, held)

    return router
