"""Tokens: what programs show to act for a person."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import Field

from footlight.accounts.identity import SCOPES, Identity, Scope
from footlight.accounts.tokens import LONGEST_DAYS, TokenInfo, Tokens
from footlight.api.identity import Asking
from footlight.api.v1.router import CHANGING, READING, Answer, Id, Question, fails, v1_router
from footlight.errors import (
    LimitReachedError,
    OptionInvalidError,
    SignInStaleError,
)
from footlight.model.units import utc, utc_if


class NewTokenWish(Question):
    """A token to be made."""

    name: str = Field(max_length=256)
    """What it is for."""
    scopes: list[Scope] = Field(min_length=1, max_length=len(SCOPES))
    days: float | None = Field(default=None, gt=0, le=LONGEST_DAYS, allow_inf_nan=False)
    """Null: good until it is revoked."""


class TokenAnswer(Answer):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    used_at: datetime | None
    """To the hour; null where it never was."""
    expires_at: datetime | None


class TokensAnswer(Answer):
    """All of one's own, newest first."""

    tokens: list[TokenAnswer]


class NewTokenAnswer(TokenAnswer):
    """A token just made: the only time its secret is told."""

    secret: str


def tokens_router(tokens: Tokens, asking: Asking) -> APIRouter:
    """``/api/v1/me/tokens``."""
    router = v1_router("tokens")
    reader = Depends(asking.needs("read"))
    changer = Depends(asking.needs("account"))
    recent = Depends(asking.recent)

    @router.get("/me/tokens", responses=fails(*READING))
    async def list(who: Annotated[Identity, reader]) -> TokensAnswer:
        """One's tokens, also those whose time is over."""
        return TokensAnswer(tokens=[_answer(one) for one in await tokens.list(who.person)])

    @router.post(
        "/me/tokens",
        status_code=201,
        responses=fails(
            *CHANGING, SignInStaleError, LimitReachedError,
            OptionInvalidError,
        ),
    )  # fmt: skip
    async def new(who: Annotated[Identity, recent], asked: NewTokenWish) -> NewTokenAnswer:
        """Make a token; one has signed in just now."""
        made = await tokens.new(who.person, asked.name, asked.scopes, asked.days)
        return NewTokenAnswer(**_answer(made.info).model_dump(), secret=made.secret)

    @router.delete("/me/tokens/{id}", status_code=204, responses=fails(*CHANGING))
    async def revoke(who: Annotated[Identity, changer], id: Id) -> None:
        """Revoke a token for ever; 404 where there is none of that id."""
        if not await tokens.revoke(who.person, id):
            raise HTTPException(404, "there is no such token")

    return router


def _answer(info: TokenInfo) -> TokenAnswer:
    return TokenAnswer(
        id=info.id,
        name=info.name,
        scopes=[scope for scope in SCOPES if scope in info.scopes],
        created_at=utc(info.created_at),
        used_at=utc_if(info.used_at),
        expires_at=utc_if(info.expires_at),
    )
