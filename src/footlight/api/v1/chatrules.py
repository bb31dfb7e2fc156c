"""How a chat is set, and what its lines are looked through for."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from footlight.accounts.identity import Identity
from footlight.api.identity import Asking
from footlight.api.v1.chatdesk import KEEPING, ChatDesk, Number
from footlight.api.v1.chatlines import ROOT, ChatLineAnswer
from footlight.api.v1.router import Answer, Question, fails, v1_router
from footlight.chat.moderation.filterbook import FilterBook, FilterInfo
from footlight.chat.moderation.filters import LONGEST, Action, Kind
from footlight.chat.moderation.order import Order
from footlight.chat.moderation.rules import RoomRules
from footlight.chat.ranks import Deed
from footlight.errors import LimitReachedError, MessageUnknownError, OptionInvalidError
from footlight.model.units import utc


class ChatSettingsAnswer(Answer):
    """How a chat is set."""

    slow_seconds: int
    """The least time between two lines of one person."""
    followers_seconds: int | None
    """Only who follows the channel for so long writes; None: also who does not follow it."""
    emote_only: bool
    unique: bool
    """Nothing is said twice."""
    guests: bool
    """They may write."""
    admins_listed: bool
    """Everybody may see who the admins and moderators are."""
    hold_first: bool
    """The first line that somebody writes there waits for those who keep order."""
    hold_new_accounts_hours: int
    """So do lines of accounts that are not so old."""

    @classmethod
    def of(cls, rules: RoomRules) -> "ChatSettingsAnswer":
        return cls.model_validate(rules.told())


class ChatSettingsChange(Question):
    """What of it is to be another way; what is left out stays as it is."""

    slow_seconds: int = 0
    followers_seconds: int | None = None
    emote_only: bool = False
    unique: bool = False
    guests: bool = True
    admins_listed: bool = False
    hold_first: bool = False
    hold_new_accounts_hours: int = 0


class FilterWish(Question):
    """What lines are to be looked through for."""

    kind: Kind
    pattern: Annotated[str, Field(max_length=2 * LONGEST)]
    """Of words: a word or several, a `*` at an end for any letters. Of links: hosts with spaces between, `*` for any, a
    `-` before those that are let through. Of repetition: how often somebody may say the same."""


class NewFilter(FilterWish):
    """A filter to be made."""

    action: Action


class FilterAnswer(Answer):
    """One filter."""

    id: int
    kind: Kind
    pattern: str
    action: Action
    at: datetime

    @classmethod
    def of(cls, info: FilterInfo) -> "FilterAnswer":
        return cls(id=info.id, kind=info.kind, pattern=info.pattern, action=info.action, at=utc(info.at))


class FiltersAnswer(Answer):
    """All of a chat, oldest first."""

    filters: list[FilterAnswer]


class FilterPreviewAnswer(Answer):
    """What a filter would have caught."""

    looked_at: int
    """Lines: the last ones of the chat."""
    caught: list[ChatLineAnswer]
    """Oldest first."""


def chat_rules_router(asking: Asking, desk: ChatDesk, order: Order, filters: FilterBook) -> APIRouter:
    """``/api/v1/channels/{channel}/chat/settings`` and ``/filters``."""
    router = v1_router("chat")
    keeper = Depends(asking.needs("chat"))

    @router.get(f"{ROOT}/settings", responses=fails(*KEEPING))
    async def show_chat_settings(
        who: Annotated[Identity, keeper], channel: str, request: Request
    ) -> ChatSettingsAnswer:
        """How a chat is set."""
        async with desk.doing(who, channel, Deed.SETTINGS, request) as (room, _by):
            return ChatSettingsAnswer.of(room.conduct.rules)

    @router.patch(f"{ROOT}/settings", responses=fails(*KEEPING, OptionInvalidError))
    async def change_chat_settings(
        who: Annotated[Identity, keeper], channel: str, change: ChatSettingsChange, request: Request
    ) -> ChatSettingsAnswer:
        """Set it another way."""
        async with desk.doing(who, channel, Deed.SETTINGS, request) as (room, by):
            return ChatSettingsAnswer.of(await order.settings(room, by, change.model_dump(exclude_unset=True)))

    @router.get(f"{ROOT}/filters", responses=fails(*KEEPING))
    async def show_filters(who: Annotated[Identity, keeper], channel: str, request: Request) -> FiltersAnswer:
        """What lines are looked through for."""
        found = await filters.of(await desk.kept(who, channel, Deed.FILTERS, request))
        return FiltersAnswer(filters=[FilterAnswer.of(info) for info in found])

    @router.post(f"{ROOT}/filters", status_code=201, responses=fails(*KEEPING, OptionInvalidError, LimitReachedError))
    async def add_filter(
        who: Annotated[Identity, keeper], channel: str, new: NewFilter, request: Request
    ) -> FilterAnswer:
        """Look through them for something else too."""
        async with desk.doing(who, channel, Deed.FILTERS, request) as (room, by):
            return FilterAnswer.of(await filters.add(room, by, new.kind, new.pattern, new.action))

    @router.post(f"{ROOT}/filters/preview", responses=fails(*KEEPING, OptionInvalidError))
    async def preview_filter(
        who: Annotated[Identity, keeper], channel: str, wish: FilterWish, request: Request
    ) -> FilterPreviewAnswer:
        """What a filter would have caught of the last lines; nothing is done to them."""
        async with desk.doing(who, channel, Deed.FILTERS, request) as (room, by):
            found = await filters.preview(room, by, wish.kind, wish.pattern)
        caught = [ChatLineAnswer.of(line) for line in found.caught]
        return FilterPreviewAnswer(looked_at=found.looked_at, caught=caught)

    @router.delete(f"{ROOT}/filters/{{filter}}", status_code=204, responses=fails(*KEEPING, MessageUnknownError))
    async def remove_filter(who: Annotated[Identity, keeper], channel: str, filter: Number, request: Request) -> None:
        """Look through them for this no longer."""
        async with desk.doing(who, channel, Deed.FILTERS, request) as (room, by):
            await filters.remove(room, by, filter)

    return router
