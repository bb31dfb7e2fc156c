"""People, their channels and their rights: the parts on one store, and their routes."""

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter

from footlight.accounts.admission import Admission
from footlight.accounts.channels import ChannelBook
from footlight.accounts.export import export_person
from footlight.accounts.follows import Follows
from footlight.accounts.grants import Grants
from footlight.accounts.guessing import Guessing
from footlight.accounts.invitations import Invitations
from footlight.accounts.keys import StreamKeys
from footlight.accounts.passkeys import Passkeys
from footlight.accounts.passwords import Passwords
from footlight.accounts.people import People
from footlight.accounts.pictures import Pictures
from footlight.accounts.sessions import Sessions
from footlight.accounts.tickets import Links, Tickets
from footlight.accounts.tokens import Tokens
from footlight.api.identity import Asking
from footlight.api.v1.broadcasts import broadcasts_router
from footlight.api.v1.channelpeople import channel_people_router
from footlight.api.v1.channels import channels_router
from footlight.api.v1.entering import Entering
from footlight.api.v1.follows import follows_router
from footlight.api.v1.invitations import invitations_router
from footlight.api.v1.keys import keys_router
from footlight.api.v1.listing import Listing
from footlight.api.v1.me import me_router
from footlight.api.v1.passkeys import passkeys_router
from footlight.api.v1.people import people_router
from footlight.api.v1.pictures import pictures_router
from footlight.api.v1.session import session_router
from footlight.api.v1.sessions import sessions_router
from footlight.api.v1.sight import Sights
from footlight.api.v1.site import site_router
from footlight.api.v1.telling import Telling
from footlight.api.v1.tokens import tokens_router
from footlight.hub.directory import LocalDirectory
from footlight.hub.hub import Hub
from footlight.ingest.pull.sources import PullSources
from footlight.model.clock import Clock
from footlight.settings import Settings
from footlight.store.store import Store


@dataclass(frozen=True, slots=True)
class Accounts:
    """The parts that know people, their channels and their rights, on one store."""

    store: Store
    clock: Clock
    passwords: Passwords
    guessing: Guessing
    people: People
    invitations: Invitations
    sessions: Sessions
    tokens: Tokens
    keys: StreamKeys
    grants: Grants
    tickets: Tickets
    links: Links
    admission: Admission
    asking: Asking
    book: ChannelBook
    sights: Sights


def accounts(store: Store, clock: Clock, settings: Settings) -> Accounts:
    """All of them, made."""
    passwords, guessing = Passwords(), Guessing(clock)
    invitations, sessions = Invitations(store, clock), Sessions(store, clock)
    tokens, keys = Tokens(store, clock), StreamKeys(store, clock)
    grants, tickets, links = Grants(store, clock, passwords, guessing), Tickets(clock), Links(clock)
    book = ChannelBook(store, clock, passwords)
    return Accounts(
        store=store,
        clock=clock,
        passwords=passwords,
        guessing=guessing,
        people=People(store, clock, passwords, guessing, invitations, sessions, settings.sign_up),
        invitations=invitations,
        sessions=sessions,
        tokens=tokens,
        keys=keys,
        grants=grants,
        tickets=tickets,
        links=links,
        admission=Admission(grants, tickets, links, keys),
        asking=Asking(sessions, tokens, clock),
        book=book,
        sights=Sights(book),
    )


def people_routers(of: Accounts) -> list[APIRouter]:
    """What the API has of people, and for them."""
    passkeys, entering = Passkeys(of.store, of.clock, of.sessions, of.guessing), Entering(of.people, of.sessions)
    return [
        site_router(of.people),
        session_router(of.people, passkeys, entering, of.asking),
        people_router(of.people, entering, Guessing(of.clock), of.asking),
        invitations_router(of.invitations, of.asking),
        me_router(of.people, entering, partial(export_person, of.store), of.asking),
        sessions_router(of.sessions, of.asking),
        passkeys_router(passkeys, of.asking),
        tokens_router(of.tokens, of.asking),
    ]


def channel_routers(of: Accounts, hub: Hub, pulls: PullSources) -> list[APIRouter]:
    """What the API has of channels, and of what is on."""
    follows, directory = Follows(of.store, of.clock), LocalDirectory(hub)
    telling = Telling(directory, pulls, follows)
    return [
        broadcasts_router(of.asking, of.sights, Listing(of.book, directory, of.clock), directory, hub),
        channels_router(of.asking, of.book, of.sights, telling),
        pictures_router(of.asking, of.sights, Pictures(of.store, of.clock, _shaped)),
        keys_router(of.asking, of.keys, of.sights),
        channel_people_router(of.asking, of.book, of.people, of.sights),
        follows_router(of.asking, follows, of.sights, telling),
    ]


def _shaped(data: bytes) -> bytes:
    # OpenCV takes its time and memory, and many servers are never given a picture.
    from footlight.codec.stillpicture import shaped

    return shaped(data)
