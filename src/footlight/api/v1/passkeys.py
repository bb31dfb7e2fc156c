"""One's passkeys."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from footlight.accounts.identity import Identity
from footlight.accounts.passkeys import PasskeyInfo, Passkeys
from footlight.api.identity import Asking
from footlight.api.v1.router import CHANGING, READING, Answer, Origin, Question, fails, v1_router
from footlight.errors import (
    LastKeyError,
    LimitReachedError,
    OptionInvalidError,
    PasskeyInvalidError,
    PasskeyUnavailableError,
    PasskeyUnknownError,
    SignInStaleError,
)
from footlight.model.units import utc, utc_if

CredentialId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,1364}$", description="base64url, as browsers write it.")]


class NewPasskey(Question):
    """What the browser made of the options."""

    name: str = Field(max_length=256)
    """By which one knows it, like `My telephone`."""
    credential: dict[str, Any]
    """`PublicKeyCredential.toJSON()`."""


class PasskeyChange(Question):
    """What is to be changed of a passkey."""

    name: str = Field(max_length=256)


class PasskeyAnswer(Answer):
    """A passkey."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None
    backed_up: bool
    """It is on several devices, by whoever makes their system."""


class PasskeysAnswer(Answer):
    """All of one's own, oldest first."""

    passkeys: list[PasskeyAnswer]


def passkeys_router(passkeys: Passkeys, asking: Asking) -> APIRouter:
    """``/api/v1/me/passkeys``."""
    router = v1_router("passkeys")
    reader = Depends(asking.needs("read"))
    changer = Depends(asking.needs("account"))
    recent = Depends(asking.recent)

    @router.get("/me/passkeys", responses=fails(*READING))
    async def list(who: Annotated[Identity, reader]) -> PasskeysAnswer:
        """One's passkeys."""
        return PasskeysAnswer(passkeys=[_answer(one) for one in await passkeys.list(who.person)])

    @router.post(
        "/me/passkeys/options",
        responses=fails(*CHANGING, SignInStaleError, PasskeyUnavailableError, LimitReachedError),
    )
    async def options(who: Annotated[Identity, recent], origin: Origin = "") -> dict[str, Any]:
        """What to ask `navigator.credentials.create` for, by `PublicKeyCredential.parseCreationOptionsFromJSON`."""
        found: dict[str, Any] = json.loads(await passkeys.register_options(who.person, origin))
        return found

    @router.post(
        "/me/passkeys",
        status_code=201,
        responses=fails(
            *CHANGING, SignInStaleError, PasskeyUnavailableError, PasskeyInvalidError, OptionInvalidError,
            LimitReachedError,
        ),
    )  # fmt: skip
    async def new(who: Annotated[Identity, recent], asked: NewPasskey, origin: Origin = "") -> PasskeyAnswer:
        """Keep a passkey; one has signed in just now."""
        return _answer(await passkeys.register(who.person, origin, asked.credential, asked.name))

    @router.patch("/me/passkeys/{id}", responses=fails(*CHANGING, PasskeyUnknownError, OptionInvalidError))
    async def rename(who: Annotated[Identity, changer], id: CredentialId, asked: PasskeyChange) -> PasskeyAnswer:
        """Call a passkey otherwise."""
        return _answer(await passkeys.rename(who.person, id, asked.name))

    @router.delete(
        "/me/passkeys/{id}",
        status_code=204,
        responses=fails(*CHANGING, SignInStaleError, PasskeyUnknownError, LastKeyError),
    )
    async def remove(who: Annotated[Identity, recent], id: CredentialId) -> None:
        """Forget a passkey; one has signed in just now, and keeps a way to sign in."""
        await passkeys.remove(who.person, id)

    return router


def _answer(info: PasskeyInfo) -> PasskeyAnswer:
    return PasskeyAnswer(
        id=info.id,
        name=info.name,
        created_at=utc(info.created_at),
        used_at=utc_if(info.used_at),
        backed_up=info.backed_up,
    )
