"""Passkeys on a site, and how tests use them."""

from dataclasses import dataclass
from typing import Any, Final

from footlight.accounts.guessing import Guessing
from footlight.accounts.identity import Identity
from footlight.accounts.passkeys import PasskeyInfo, Passkeys
from footlight.accounts.sessions import NewSession
from tests.accounts.site import Site
from tests.fakes.authenticator import Authenticator, Kept

ORIGIN: Final = "https://live.example.org"
HOME: Final = "198.51.100.7"


@dataclass(frozen=True, slots=True)
class Keys:
    """Passkeys on a site."""

    accounts: Site
    passkeys: Passkeys

    async def person(self, name: str = "Ann") -> str:
        return (await self.accounts.people.create(name, None, "member")).id

    async def register(self, person: str, device: Authenticator, name: str = "Telephone") -> PasskeyInfo:
        options = await self.passkeys.register_options(person, ORIGIN)
        return await self.passkeys.register(person, ORIGIN, device.create(options), name)

    async def use(self, credential: object, origin: str = ORIGIN, address: str = HOME) -> NewSession:
        return await self.passkeys.sign_in(origin, credential, address=address, device="Firefox")

    async def sign_in(self, device: Authenticator, kept: Kept | None = None, **client_data: Any) -> Identity:
        credential = device.get(self.passkeys.sign_in_options(ORIGIN), kept, **client_data)
        return await self.accounts.sessions.who((await self.use(credential)).secret)


def keys_of(accounts: Site) -> Keys:
    """On a site of a test's own."""
    return Keys(accounts, Passkeys(accounts.store, accounts.clock, accounts.sessions, Guessing(accounts.clock)))
