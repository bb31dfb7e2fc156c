"""Grants: rights as they were given to one connection, and whether they hold still."""

import asyncio
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from weakref import WeakValueDictionary

from footlight.accounts.changes import RightChanged
from footlight.accounts.grounds import Grounds, read_grounds
from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import Identity
from footlight.accounts.keys import unknown_channel
from footlight.accounts.passwords import Passwords
from footlight.accounts.rights import Action, Place, may
from footlight.errors import (
    FootlightError,
    KeyRevokedError,
    NotAllowedError,
    PasswordNeededError,
    PasswordWrongError,
    SignInNeededError,
)
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.store.store import Store

Verb = Literal["watch", "publish"]
_ACTIONS: Final[dict[Verb, Action]] = {"watch": Action.WATCH, "publish": Action.PUBLISH}
_MOST_OPEN: Final = 10_000
"""Channels that are known to be open to everybody; of more all are looked up anew."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A right as it was given to one connection; all guests of an open channel have the same."""

    channel: ChannelName
    action: Verb
    person: str | None = None
    session: str | None = None
    token: str | None = None
    key: str | None = None
    """The id of the stream key that was shown."""
    password: bytes | None = None
    """Of a channel whose password was shown: SHA-256 of what is kept of it, so that another password ends this."""

    def __str__(self) -> str:
        """Whose it is, for logs."""
        return f"key {self.key}" if self.key else f"person {self.person}" if self.person else "guest"


class Grants:
    """Gives rights, and knows which hold no longer.

    Whoever lets a connection in takes the answer of `guest` or `hold` as its last step before it tells the hub,
    without waiting for anything in between: then no change falls between the two.
    """

    def __init__(self, store: Store, clock: Clock, passwords: Passwords, guessing: Guessing) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._guessing = guessing
        self._open: dict[ChannelName, Grant] = {}
        self._looks = 0
        """How often something had changed."""
        self._pepper = secrets.token_bytes(32)
        self._right_ones: dict[ChannelName, tuple[str, bytes]] = {}
        """The password that was right last, hashed with what only this process knows: a crowd that comes at once
        waits for no slow hash."""
        self._turns: WeakValueDictionary[ChannelName, asyncio.Lock] = WeakValueDictionary()

    async def ask(
        self,
        who: Identity | None,
        channel: ChannelName,
        action: Verb,
        *,
        password: str | None = None,
        address: str = "::",
    ) -> Grant:
        """A right for ``who``.

        Args:
            password: the channel's, where one was shown.
            address: the IP address that it comes from.

        Raises:
            ChannelUnknownError: there is none, or nobody tells this one of it.
            SignInNeededError: people with an account may.
            PasswordNeededError, PasswordWrongError: who shows the password may.
            SlowDownError: too many wrong passwords.
            LimitReachedError: too many show theirs at once.
            NotAllowedError: this one may not.
        """
        asked = Grant(channel, action, *((who.person, who.session, who.token) if who is not None else ()))
        grounds = await self._grounds([asked])
        place, role = grounds.places.get(channel), grounds.roles.get((channel, asked.person or ""))
        if place is None or not may(Action.SEE, who, place, role):
            raise unknown_channel(channel)
        if may(_ACTIONS[action], who, place, role):
            return asked
        if action == "watch" and place.visibility == "password":
            kept = grounds.passwords[channel]
            await self._check_password(channel, kept, password, address)
            return Grant(channel, action, asked.person, asked.session, asked.token, password=_digest(kept))
        if who is None:
            raise SignInNeededError(f"{'sending to' if action == 'publish' else 'watching'} {channel} needs an account")
        raise NotAllowedError(f"you may not {_ACTIONS[action].name.lower()} {channel}")

    async def guest(self, channel: ChannelName) -> Grant:
        """The right of everybody to watch; raises as `ask` where it is not everybody's."""
        while (found := self._open.get(channel)) is None:
            looks = self._looks
            grant = await self.ask(None, channel, "watch")
            # What changed meanwhile may not be in the answer.
            if looks == self._looks:
                if len(self._open) >= _MOST_OPEN:
                    self._open.clear()
                self._open[channel] = grant
        return found

    async def hold(self, grant: Grant) -> None:
        """Return where the grant holds now, as it may have been given a while ago.

        Raises:
            KeyRevokedError, NotAllowedError: it does not.
        """
        while True:
            looks = self._looks
            if await self.lost([grant]):
                raise why_lost(grant)
            if looks == self._looks:
                return

    async def lost(self, grants: Iterable[Grant]) -> set[Grant]:
        """Those that hold no longer."""
        asked = set(grants)
        grounds = await self._grounds(asked)
        return {grant for grant in asked if not _holds(grant, grounds)}

    async def place(self, channel: ChannelName) -> Place:
        """What rights on a channel depend on.

        Raises:
            ChannelUnknownError: there is none.
        """
        place = (await self._grounds([Grant(channel, "watch")])).places.get(channel)
        if place is None:
            raise unknown_channel(channel)
        return place

    @property
    def looks(self) -> int:
        """How often something had changed; whoever reads what people are compares it before and after."""
        return self._looks

    def changed(self, changes: Sequence[RightChanged]) -> None:
        """Forget what was remembered of them; to be told before anybody is asked whether they lost something."""
        self._looks += 1
        for change in changes:
            if change.channel is not None:
                self._open.pop(change.channel, None)
                self._right_ones.pop(change.channel, None)

    async def _grounds(self, grants: Iterable[Grant]) -> Grounds:
        asked, now = list(grants), self._clock.now()
        return await self._store.glance(lambda database: read_grounds(database, asked, now))

    async def _check_password(self, channel: ChannelName, kept: str | None, password: str | None, address: str) -> None:
        if password is None:
            raise PasswordNeededError(f"watching {channel} needs its password")
        shown = hmac.digest(self._pepper, unicodedata.normalize("NFC", password).encode(errors="replace"), "sha256")
        # In capitals, which no name that somebody signs in with has here: each counts apart.
        tried = f"CHANNEL {channel}"
        # One after the other, so that tries that turn out right do not count as wrong for those that come with them.
        async with self._turns.setdefault(channel, asyncio.Lock()):
            self._guessing.attempt(tried, address)
            right, digest = self._right_ones.get(channel, ("", b""))
            if right != kept or not hmac.compare_digest(digest, shown):
                if not await self._passwords.verify(kept, password):
                    raise PasswordWrongError(f"this is not the password of {channel}")
                if kept is not None:
                    self._right_ones[channel] = (kept, shown)
            self._guessing.succeeded(tried, address)


def why_lost(grant: Grant) -> FootlightError:
    """What is told to who had the right."""
    if grant.key is not None:
        return KeyRevokedError(f"the stream key {grant.key} was revoked, or its channel's owner is suspended")
    return NotAllowedError(f"you may not {_ACTIONS[grant.action].name.lower()} {grant.channel} any more")


def _holds(grant: Grant, grounds: Grounds) -> bool:
    if grant.key is not None:
        return (grant.channel, grant.key) in grounds.keys
    place = grounds.places.get(grant.channel)
    if place is None:
        return False
    who = grounds.who(grant)
    role = None if who is None else grounds.roles.get((grant.channel, who.person))
    knows = grant.password is not None and grant.password == _digest(grounds.passwords[grant.channel])
    return may(_ACTIONS[grant.action], who, place, role, knows_password=knows)


def _digest(kept: str | None) -> bytes:
    return hashlib.sha256((kept or "").encode()).digest()
