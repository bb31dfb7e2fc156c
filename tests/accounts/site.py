"""All that accounts are made of, as a server has it."""

from dataclasses import dataclass

from footlight.accounts.guessing import Guessing
from footlight.accounts.invitations import Invitations
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


def site(store: Store, sign_up: SignUp = "open") -> Site:
    clock = HandClock()
    invitations, sessions = Invitations(store, clock), Sessions(store, clock)
    people = People(store, clock, Passwords(), Guessing(clock), invitations, sessions, sign_up)
    return Site(store, clock, invitations, sessions, people)
