"""A server: builds every part of it, straight down."""

import asyncio
import datetime
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass

from footlight.accounts.changes import RightChanges
from footlight.accounts.invitations import Invitations
from footlight.accounts.keys import StreamKeys
from footlight.accounts.people import People
from footlight.accounts.rightwatch import RightWatch
from footlight.api.chat import chat_router
from footlight.api.health import LoopLag, health_router
from footlight.api.limits import hub_limits, live_limits
from footlight.api.listen import Listening, listen
from footlight.api.live import LiveLimits, live_router
from footlight.api.media import media_router
from footlight.api.metrics import metrics_router
from footlight.api.pages import pages_router
from footlight.api.reload import Reloader
from footlight.api.serving import at_work, serving
from footlight.api.tls import Tls, server_tls
from footlight.api.v1.tickets import tickets_router
from footlight.app.accounts import accounts, channel_routers, people_routers
from footlight.app.chats import chat_bounds, chat_routers, chats
from footlight.chat.forgetting import forgetting
from footlight.chat.rooms import Bounds
from footlight.clock import SystemClock, thread_time
from footlight.delivery.snapshots import Snapshots
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.ingest.pull.keys import PullKeys
from footlight.ingest.pull.process import worker_process
from footlight.ingest.pull.sources import PullSources
from footlight.ingest.pull.supervisor import Ingest, PullSupervisor
from footlight.logs import configure_logs
from footlight.settings import Settings
from footlight.store.store import open_store


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
        known = accounts(store, clock, settings)
        limits = _Limits(hub_limits(settings.limits), live_limits(settings.limits), chat_bounds(settings.limits))
        hub = Hub(clock, limits.hub, thread_time)
        rooms = chats(known, hub.writer, limits.chat)
        pulls = PullSources(store, clock, settings.limits.pulls)
        pull_keys = PullKeys(known.admission)
        supervisor = PullSupervisor(
            store,
            pulls,
            pull_keys,
            _ingest(settings, listening, tls),
            lambda: worker_process(settings.log_level, settings.log_format),
        )
        routers = [
            # Routes are looked through one after the other: these are what crowds ask for.
            live_router(hub, pull_keys, known.admission, clock, limits.live),
            chat_router(rooms.door, rooms.rooms, rooms.services, limits.live),
            media_router(hub, known.admission, clock, Snapshots(hub, clock)),
            tickets_router(known.asking, known.grants, known.tickets, known.links),
            health_router(store.check, lag, stopping.is_set),
            metrics_router(hub, lag, supervisor, rooms.rooms),
            *people_routers(known),
            *channel_routers(known, hub, pulls),
            *chat_routers(rooms, known),
            pages_router(),
        ]
        await stack.enter_async_context(at_work(lag.measure(), stopping))
        await stack.enter_async_context(at_work(rooms.rooms.run(), stopping))
        await stack.enter_async_context(at_work(forgetting(rooms.lines, rooms.polls), stopping))
        await stack.enter_async_context(at_work(rooms.polls.run(rooms.rooms), stopping))
        rights = RightWatch(store, RightChanges(store, clock), known.grants, hub, rooms.rooms, heeds=rooms.door)
        await rights.begin()
        await stack.enter_async_context(at_work(rights.run(), stopping))
        await stack.enter_async_context(serving(settings, listening, tls, hub, routers, stopping))
        await stack.enter_async_context(at_work(supervisor.run(), stopping))
        reloader = _reloader(settings, tls, limits, supervisor, known.people)
        try:
            yield Server(listening, tls, known.keys, known.invitations, known.people, reloader, stopping)
        finally:
            stopping.set()


@dataclass(frozen=True, slots=True)
class _Limits:
    """What may change while the server runs."""

    hub: HubLimits
    live: LiveLimits
    chat: Bounds


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
            lambda new: limits.chat.become(chat_bounds(new.limits)),
            lambda new: supervisor.allow(new.pull_allow),
            lambda new: people.admit(new.sign_up),
        ],
    )


def _renew(tls: Tls | None, settings: Settings) -> None:
    if tls is not None and settings.tls_certificate is not None and settings.tls_key is not None:
        tls.renew(settings.tls_certificate, settings.tls_key)


def _ingest(settings: Settings, listening: Listening, tls: Tls | None) -> Ingest:
    pin = None if tls is None else tls.fingerprint
    return Ingest(tls is not None, listening.own_host, listening.port, pin, settings.pull_allow)
