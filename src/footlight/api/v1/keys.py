"""A channel's stream keys."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import Field

from footlight.accounts.identity import Identity
from footlight.accounts.keys import LONGEST_NAME, KeyInfo, StreamKeys
from footlight.accounts.rights import Action
from footlight.api.identity import Asking
from footlight.api.v1.router import Answer, Id, Question, fails, v1_router
from footlight.api.v1.sight import LOOKING, MANAGING, Sights
from footlight.errors import KeyInvalidError, LimitReachedError, OptionInvalidError
from footlight.model.units import utc, utc_if


class KeyAnswer(Answer):
    """A stream key, without its secret."""

    id: str
    name: str
    """For people: where it is used."""
    created_at: datetime
    used_at: datetime | None
    """When a broadcast was opened with it last."""
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: KeyInfo) -> "KeyAnswer":
        return cls(
            id=key.id,
            name=key.name,
            created_at=utc(key.created_at),
            used_at=utc_if(key.used_at),
            revoked_at=utc_if(key.revoked_at),
        )


class KeysAnswer(Answer):
    """A channel's stream keys, oldest first."""

    keys: list[KeyAnswer]


class NewKeyAnswer(KeyAnswer):
    """A stream key just made: the only time its secret is told."""

    secret: str


class NewKey(Question):
    """A stream key that somebody wants."""

    name: str = Field(default="", max_length=LONGEST_NAME)


def keys_router(asking: Asking, keys: StreamKeys, sights: Sights) -> APIRouter:
    """``/api/v1/channels/{channel}/keys``."""
    router = v1_router("keys")
    manager = Depends(asking.needs("channels"))

    @router.get("/channels/{channel}/keys", responses=fails(*LOOKING))
    async def show_keys(who: Annotated[Identity, manager], channel: str) -> KeysAnswer:
        """A channel's stream keys, those revoked lately too."""
        found = await keys.list((await sights.of(who, channel, Action.KEYS)).name)
        return KeysAnswer(keys=[KeyAnswer.of(key) for key in found])

    @router.post(
        "/channels/{channel}/keys",
        status_code=201,
        responses=fails(*MANAGING, OptionInvalidError, LimitReachedError),
    )
    async def make_key(who: Annotated[Identity, manager], channel: str, new: NewKey) -> NewKeyAnswer:
        """Make a stream key; its secret is told this once."""
        made = await keys.new((await sights.of(who, channel, Action.KEYS)).name, new.name, make=False)
        return NewKeyAnswer(**dict(KeyAnswer.of(made.info)), secret=made.secret)

    @router.delete("/channels/{channel}/keys/{id}", status_code=204, responses=fails(*MANAGING))
    async def revoke_key(who: Annotated[Identity, manager], channel: str, id: Id) -> None:
        """Revoke a stream key, for ever; a broadcast that is sent with it ends at once."""
        name = (await sights.of(who, channel, Action.KEYS)).name
        try:
            await keys.revoke(id, name)
        except KeyInvalidError:
            # Elsewhere it is the error of who shows a key that is none, and wants to be let in.
            raise HTTPException(404, f"{name} has no such stream key") from None

    return router
