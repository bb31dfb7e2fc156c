"""The people and channels of a data folder, as commands change them: a server that runs takes it up at once."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from footlight.cli.storing import open_for

if TYPE_CHECKING:
    from footlight.accounts.channels import ChannelBook
    from footlight.accounts.invitations import Invitations
    from footlight.accounts.keys import StreamKeys
    from footlight.accounts.people import People, PersonInfo
    from footlight.accounts.tokens import Tokens
    from footlight.settings import Settings
    from footlight.store.store import Store

_PAGE: Final = 500
"""How many are in memory at once."""


class Named(Protocol):
    """What is listed by its name."""

    @property
    def name(self) -> str: ...


T = TypeVar("T")
N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class Site:
    """What a command may work on."""

    store: "Store"
    people: "People"
    invitations: "Invitations"
    tokens: "Tokens"
    channels: "ChannelBook"
    keys: "StreamKeys"

    async def person(self, name: str) -> "PersonInfo":
        """The person of this name, in capitals or not.

        Raises:
            PersonUnknownError: there is none; a name that only looks like somebody's is nobody's.
        """
        from footlight.errors import PersonUnknownError

        found = await self.people.find(name)
        if _folded(found.name) != _folded(name):
            raise PersonUnknownError(f"there is nobody called {name[:32]!r}, but somebody who looks so: {found.name}")
        return found


def on_site(data: Path | None, config: Path | None, work: Callable[[Site], Awaitable[T]], *, make: bool = False) -> T:
    """What ``work`` gives, done on the database that the settings name.

    Args:
        work: does not ask people anything: Ctrl-C would not end it.
        make: as of `open_for`.

    Raises:
        FootlightError: as of `open_for`, and of ``work``.
    """

    async def opened() -> T:
        async with open_for(data, config, make=make) as (settings, store):
            return await work(_site(settings, store))

    return asyncio.run(opened())


async def each_of(page: Callable[[str, int], Awaitable[Sequence[N]]], do: Callable[[N], object]) -> int:
    """Do something with all that there are; returns how many.

    Args:
        page: gives those that come after a name, up to a number.
    """
    done, after = 0, ""
    while some := await page(after, _PAGE):
        for one in some:
            do(one)
        done, after = done + len(some), some[-1].name
    return done


def _site(settings: "Settings", store: "Store") -> Site:
    from footlight.accounts.channels import ChannelBook
    from footlight.accounts.guessing import Guessing
    from footlight.accounts.invitations import Invitations
    from footlight.accounts.keys import StreamKeys
    from footlight.accounts.passwords import Passwords
    from footlight.accounts.people import People
    from footlight.accounts.sessions import Sessions
    from footlight.accounts.tokens import Tokens
    from footlight.clock import SystemClock

    clock, passwords = SystemClock(), Passwords()
    invitations = Invitations(store, clock)
    people = People(store, clock, passwords, Guessing(clock), invitations, Sessions(store, clock), settings.sign_up)
    book, keys = ChannelBook(store, clock, passwords), StreamKeys(store, clock)
    return Site(store, people, invitations, Tokens(store, clock), book, keys)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
