"""A site's people in every role, each with what they need to do everything once, made in one transaction."""

import base64
import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert

from footlight.accounts.identity import SCOPES
from footlight.accounts.passwords import Passwords
from footlight.accounts.secrets import new_id, new_secret, secret_hash
from footlight.clock import SystemClock
from footlight.model.channel import ChannelName
from footlight.model.names import skeleton
from footlight.model.units import Micros
from footlight.store.models import (
    Base,
    Channel,
    ChannelPicture,
    ChannelRole,
    Follow,
    Invitation,
    Passkey,
    Person,
    Session,
    StreamKey,
    Token,
)
from footlight.store.store import Store

PASSWORD: Final = "plum tractor quiet"
PERSONS: Final = ("member", "invited", "moderator", "owner", "other owner", "admin", "site owner")
"""Those who can sign in: what they are to the site, or to its channel."""
ROLES: Final = ("nobody", *PERSONS, "suspended", *(f"token: {scope}" for scope in SCOPES), "suspended's token")
"""Everybody who asks; tokens are of a site's owner, who may do all, so that only their scopes matter."""

_SITE_ROLES: Final = {"admin": "admin", "site owner": "owner", "second owner": "owner"}
_LISTED: Final = {"invited": "invited", "moderator": "moderator"}
_WEEK: Final = 604_800_000_000
_numbers: Final = itertools.count()


@dataclass(frozen=True, slots=True)
class Cast:
    """A channel, everybody in their role, and what there is to be asked for."""

    number: int
    channel: ChannelName
    key: str
    """A stream key's id."""
    invitation: str
    """An invitation's id."""
    invitation_secret: str
    picture_at: int
    headers: dict[str, dict[str, str]]
    """How each role shows who it is."""
    people: dict[str, str]
    """By role: the ids of those who have an account."""
    things: dict[str, str]
    """By role: the id of a session, a token and a passkey that are theirs; in a URL it is written alike for all."""

    @property
    def listed(self) -> str:
        """Somebody on the channel's list, who does nothing."""
        return f"listed{self.number}"

    @property
    def newcomer(self) -> str:
        """Somebody who has nothing to do with the channel, with `PASSWORD`."""
        return f"newcomer{self.number}"


class Casting:
    """Makes casts, one after the other, that share nothing but the site."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hashed = ""

    async def new(self) -> Cast:
        """Another one."""
        self._hashed = self._hashed or await Passwords().hash(PASSWORD)
        number, now = next(_numbers), SystemClock().now()
        channel, invitation = ChannelName(f"channel{number}"), new_secret("fli_")
        # In the order in which they refer to each other, and each table's at once: casts are made by the hundred.
        rows: defaultdict[type[Base], list[dict[str, Any]]] = defaultdict(list)
        headers, things, ids = {"nobody": dict[str, str]()}, dict[str, str](), dict[str, str]()

        def person(role: str, name: str, suspended: bool = False) -> str:
            ids[role] = new_id()
            things[role] = new_id()
            rows[Person].append(
                {
                    "id": ids[role],
                    "name": name,
                    "skeleton": skeleton(name),
                    "role": _SITE_ROLES.get(role, "member"),
                    "password_hash": self._hashed,
                    "created_at": now,
                    "suspended_at": now if suspended else None,
                }
            )
            secret = new_secret("fls_")
            for id, session in ((new_id(), secret), (things[role], new_secret("fls_"))):
                rows[Session].append(_session(ids[role], id, session, now))
            headers[role] = {"cookie": f"footlight={secret}", "origin": "http://localhost"}
            rows[Token].append(_token(ids[role], things[role], new_secret("fla_"), "read", now))
            rows[Passkey].append(_passkey(ids[role], things[role], now))
            return ids[role]

        for role in PERSONS:
            person(role, f"{role.replace(' ', '_')}{number}")
        person("suspended", f"suspended{number}", suspended=True)
        # With a second owner: a site does not let its last one go.
        for name in ("listed", "newcomer", "second owner"):
            person(name, f"{name.replace(' ', '_')}{number}")
        for scope in SCOPES:
            secret = new_secret("fla_")
            rows[Token].append(_token(ids["site owner"], new_id(), secret, scope, now))
            headers[f"token: {scope}"] = {"authorization": f"Bearer {secret}"}
            things[f"token: {scope}"] = things["site owner"]
        secret = new_secret("fla_")
        rows[Token].append(_token(ids["suspended"], new_id(), secret, " ".join(SCOPES), now))
        headers["suspended's token"] = {"authorization": f"Bearer {secret}"}
        things["suspended's token"] = things["suspended"]
        things["nobody"] = new_id()
        key = new_id()
        rows[Channel] = [
            {"name": name, "created_at": now, "owner": ids[owner]}
            for name, owner in ((channel, "owner"), (ChannelName(f"other{number}"), "other owner"))
        ]
        rows[Invitation] = [
            {
                "id": (invited := new_id()),
                "secret_hash": secret_hash(invitation),
                "role": "member",
                "uses_left": 100,
                "created_at": now,
                "expires_at": now + _WEEK,
            }
        ]
        rows[ChannelRole] = [
            {"channel": channel, "person": ids[role], "role": listed, "since": now}
            for role, listed in (*_LISTED.items(), ("listed", "invited"))
        ]
        secret = new_secret("fl_")
        rows[StreamKey] = [{"id": key, "channel": channel, "secret_hash": secret_hash(secret), "created_at": now}]
        rows[ChannelPicture] = [{"channel": channel, "data": b"a picture", "changed_at": now}]
        rows[Follow] = [{"person": ids["member"], "channel": channel, "since": now}]
        async with self._store.write() as session:
            for table, some in rows.items():
                await session.execute(insert(table), some)
        return Cast(number, channel, key, invited, invitation, now, headers, ids, things)


def _session(person: str, id: str, secret: str, now: Micros) -> dict[str, Any]:
    return {
        "id": id,
        "secret_hash": secret_hash(secret),
        "person": person,
        "device": "a browser",
        "created_at": now,
        "used_at": now,
        "expires_at": now + _WEEK,
    }


def _token(person: str, id: str, secret: str, scopes: str, now: Micros) -> dict[str, Any]:
    return {
        "id": id,
        "secret_hash": secret_hash(secret),
        "person": person,
        "name": "a program",
        "scopes": scopes,
        "created_at": now,
    }


def _passkey(person: str, id: str, now: Micros) -> dict[str, Any]:
    return {
        "id": base64.urlsafe_b64decode(id),
        "person": person,
        "name": "a key",
        "public_key": b"",
        "signatures": 0,
        "backed_up": False,
        "created_at": now,
    }
