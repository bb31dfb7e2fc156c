"""All that accounts are made of, as a server has it."""

from dataclasses import dataclass

from footlight.accounts.channels import ChannelBook
from footlight.accounts.follows import Follows
from footlight.accounts.guessing import Guessing
from footlight.accounts.invitations import Invitations
from footlight.accounts.keys import StreamKeys
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.sessions import Sessions
from footlight.settings import SignUp
from footlight.store.store import Store
from tests.fakes.clock import HandClock

PASSWORD = "plum tractor quiet"


@dataclass(frozen=True, slots=True)
class Site:
    """The parts, and the clock they have in common."""

    store: Store
    clock: HandClock
    invitations: Invitations
    sessions: Sessions
    people: People
    channels: ChannelBook
    keys: StreamKeys
    follows: Follows

    async def person(self, name: str) -> str:
        """The id of somebody new."""
        return (await self.people.create(name, None, "member")).id


def site(store: Store, sign_up: SignUp = "open") -> Site:
    clock, passwords = HandClock(), Passwords()
    invitations, sessions = Invitations(store, clock), Sessions(store, clock)
    people = People(store, clock, passwords, Guessing(clock), invitations, sessions, sign_up)
    channels = ChannelBook(store, clock, passwords)
    return Site(store, clock, invitations, sessions, people, channels, StreamKeys(store, clock), Follows(store, clock))
