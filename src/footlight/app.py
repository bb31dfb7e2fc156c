"""The composition root: builds every part of a server, straight down."""

import asyncio
import datetime
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter

from footlight.accounts.admission import Admission
from footlight.accounts.changes import RightChanges
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
from footlight.accounts.rightwatch import RightWatch
from footlight.accounts.sessions import Sessions
from footlight.accounts.tickets import Links, Tickets
from footlight.accounts.tokens import Tokens
from footlight.api.health import LoopLag, health_router
from footlight.api.identity import Asking
from footlight.api.limits import hub_limits, live_limits
from footlight.api.listen import Listening, listen
from footlight.api.live import LiveLimits, live_router
from footlight.api.media import media_router
from footlight.api.metrics import metrics_router
from footlight.api.pages import pages_router
from footlight.api.reload import Reloader
from footlight.api.serving import at_work, serving
from footlight.api.tls import Tls, server_tls
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
from footlight.api.v1.tickets import tickets_router
from footlight.api.v1.tokens import tokens_router
from footlight.clock import SystemClock, thread_time
from footlight.delivery.snapshots import Snapshots
from footlight.hub.directory import LocalDirectory
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.ingest.pull.keys import PullKeys
from footlight.ingest.pull.process import worker_process
from footlight.ingest.pull.sources import PullSources
from footlight.ingest.pull.supervisor import Ingest, PullSupervisor
from footlight.logs import configure_logs
from footlight.model.clock import Clock
from footlight.settings import Settings
from footlight.store.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    listening: Listening
    tls: Tls | None
    keys: StreamKeys
    invitations: Invitations
    people: People
    reloader: Reloader
    stopping: asyncio.Event
    """Set when the server is to stop, by whoever wants it, or by itself where a part of it failed."""

    @property
    def port(self) -> int:
        return self.listening.port

    @property
    def url(self) -> str:
        """Its address for people and clients, without a slash at the end."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{self.listening.url_host}:{self.port}"


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Server]:
    """Run a server on this event loop for as long as the block lasts; it answers when the block begins.

    At its end everybody is told bye, in under 5 s in all.

    Raises:
        AddressUnavailableError: the address to listen on is taken, or not this machine's.
        StoreUnavailableError: the data folder cannot be used.
        SettingInvalidError: the given certificate cannot be used.
    """
    clock, lag, stopping = SystemClock(), LoopLag(), asyncio.Event()
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(closing(listen(settings.host, settings.port)))
        store = await stack.enter_async_context(open_store(settings.data, settings.database))
        tls = server_tls(settings, listening.loopback, datetime.datetime.now(datetime.UTC))
        accounts = _accounts(store, clock, settings)
        limits = _Limits(hub_limits(settings.limits), live_limits(settings.limits))
        hub = Hub(clock, limits.hub, thread_time)
        pulls = PullSources(store, clock, settings.limits.pulls)
        pull_keys = PullKeys(accounts.admission)
        supervisor = PullSupervisor(
            store,
            pulls,
            pull_keys,
            _ingest(settings, listening, tls),
            lambda: worker_process(settings.log_level, settings.log_format),
        )
        routers = [
            # Routes are looked through one after the other: these are what crowds ask for.
            live_router(hub, pull_keys, accounts.admission, clock, limits.live),
            media_router(hub, accounts.admission, clock, Snapshots(hub, clock)),
            tickets_router(accounts.asking, accounts.grants, accounts.tickets, accounts.links),
            health_router(store.check, lag, stopping.is_set),
            metrics_router(hub, lag, supervisor),
            *_people_routers(accounts),
            *_channel_routers(accounts, hub, pulls),
            pages_router(),
        ]
        await stack.enter_async_context(at_work(lag.measure(), stopping))
        rights = RightWatch(store, RightChanges(store, clock), accounts.grants, hub)
        await rights.begin()
        await stack.enter_async_context(at_work(rights.run(), stopping))
        await stack.enter_async_context(serving(settings, listening, tls, hub, routers, stopping))
        await stack.enter_async_context(at_work(supervisor.run(), stopping))
        reloader = _reloader(settings, tls, limits, supervisor, accounts.people)
        try:
            yield Server(listening, tls, accounts.keys, accounts.invitations, accounts.people, reloader, stopping)
        finally:
            stopping.set()


@dataclass(frozen=True, slots=True)
class _Limits:
    """What may change while the server runs."""

    hub: HubLimits
    live: LiveLimits


@dataclass(frozen=True, slots=True)
class _Accounts:
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


def _accounts(store: Store, clock: Clock, settings: Settings) -> _Accounts:
    passwords, guessing = Passwords(), Guessing(clock)
    invitations, sessions = Invitations(store, clock), Sessions(store, clock)
    tokens, keys = Tokens(store, clock), StreamKeys(store, clock)
    grants, tickets, links = Grants(store, clock, passwords, guessing), Tickets(clock), Links(clock)
    return _Accounts(
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
    )


def _people_routers(of: _Accounts) -> list[APIRouter]:
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


def _channel_routers(of: _Accounts, hub: Hub, pulls: PullSources) -> list[APIRouter]:
    """What the API has of channels, and of what is on."""
    book, follows = ChannelBook(of.store, of.clock, of.passwords), Follows(of.store, of.clock)
    sights, directory = Sights(book), LocalDirectory(hub)
    telling = Telling(directory, pulls, follows)
    return [
        broadcasts_router(of.asking, sights, Listing(book, directory, of.clock), directory, hub),
        channels_router(of.asking, book, sights, telling),
        pictures_router(of.asking, sights, Pictures(of.store, of.clock, _shaped)),
        keys_router(of.asking, of.keys, sights),
        channel_people_router(of.asking, book, of.people, sights),
        follows_router(of.asking, follows, sights, telling),
    ]


def _reloader(
    settings: Settings, tls: Tls | None, limits: _Limits, supervisor: PullSupervisor, people: People
) -> Reloader:
    return Reloader(
        settings,
        [
            # What may be refused comes first, so that the others change nothing then.
            lambda _new: _renew(tls, settings),
            lambda new: configure_logs(new.log_level, new.log_format),
            lambda new: limits.hub.become(hub_limits(new.limits)),
            lambda new: limits.live.become(live_limits(new.limits)),
            lambda new: supervisor.allow(new.pull_allow),
            lambda new: people.admit(new.sign_up),
        ],
    )


def _shaped(data: bytes) -> bytes:
    # OpenCV takes its time and memory, and many servers are never given a picture.
    from footlight.codec.stillpicture import shaped

    return shaped(data)


def _renew(tls: Tls | None, settings: Settings) -> None:
    if tls is not None and settings.tls_certificate is not None and settings.tls_key is not None:
        tls.renew(settings.tls_certificate, settings.tls_key)


def _ingest(settings: Settings, listening: Listening, tls: Tls | None) -> Ingest:
    pin = None if tls is None else tls.fingerprint
    return Ingest(tls is not None, listening.own_host, listening.port, pin, settings.pull_allow)
