"""The composition root: builds every part of a server, straight down."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass

from uvicorn import Config

from footlight.accounts.keys import Channels, StreamKeys
from footlight.accounts.revocation import watch_revocations
from footlight.api.broadcasts import broadcasts_router
from footlight.api.guard import Guard
from footlight.api.health import LoopLag, health_router
from footlight.api.http_protocol import bounded_http
from footlight.api.http_server import GRACE_SECONDS, HttpServer
from footlight.api.listen import BACKLOG, Listening, listen
from footlight.api.live import LiveLimits, live_router
from footlight.api.media import media_router
from footlight.api.metrics import metrics_router
from footlight.api.pages import pages_router
from footlight.api.reload import Reloader
from footlight.api.tls import Tls, server_tls
from footlight.api.web import web_application
from footlight.clock import SystemClock, thread_time
from footlight.delivery.protocol import LiveConnection
from footlight.delivery.snapshots import Snapshots
from footlight.hub.directory import LocalDirectory
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from footlight.ingest.pull.keys import PullKeys
from footlight.ingest.pull.process import worker_process
from footlight.ingest.pull.sources import PullSources
from footlight.ingest.pull.supervisor import Ingest, PullSupervisor
from footlight.logs import configure_logs
from footlight.model.units import micros_from_seconds
from footlight.settings import Limits, Settings
from footlight.store.store import open_store


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    listening: Listening
    tls: Tls | None
    keys: StreamKeys
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
        store = await stack.enter_async_context(open_store(settings.data))
        tls = server_tls(settings, listening.loopback, datetime.datetime.now(datetime.UTC))
        keys, channels = StreamKeys(store, clock), Channels(store)
        pulls, pull_keys = PullSources(store, clock, settings.limits.pulls), PullKeys(keys)
        hub_limits, live_limits = _hub_limits(settings.limits), _live_limits(settings.limits)
        hub = Hub(clock, hub_limits, thread_time)
        supervisor = PullSupervisor(
            store,
            pulls,
            pull_keys,
            _ingest(settings, listening, tls),
            lambda: worker_process(settings.log_level, settings.log_format),
        )
        routers = [
            health_router(store.check, lag, stopping.is_set),
            metrics_router(hub, lag, supervisor),
            broadcasts_router(LocalDirectory(hub), channels, pulls),
            live_router(hub, pull_keys, channels, clock, live_limits),
            media_router(hub, channels, clock, Snapshots(hub, clock)),
            pages_router(),
        ]
        application = web_application(routers, settings.limits.max_request)
        http = HttpServer(_config(settings, application, tls), hub.close)
        await stack.enter_async_context(_at_work(lag.measure(), stopping))
        await stack.enter_async_context(_at_work(hub.run(), stopping))
        await stack.enter_async_context(
            _at_work(watch_revocations(store, keys, await keys.revoked(), hub.revoke), stopping)
        )
        await stack.enter_async_context(_at_work(http.serve(list(listening.sockets)), stopping, http.finish))
        await http.ready.wait()
        await stack.enter_async_context(_at_work(supervisor.run(), stopping))
        # What may be refused comes first, so that the others change nothing then.
        reloader = Reloader(
            settings,
            [
                lambda _new: _renew(tls, settings),
                lambda new: configure_logs(new.log_level, new.log_format),
                lambda new: hub_limits.become(_hub_limits(new.limits)),
                lambda new: live_limits.become(_live_limits(new.limits)),
                lambda new: supervisor.allow(new.pull_allow),
            ],
        )
        try:
            yield Server(listening, tls, keys, reloader, stopping)
        finally:
            stopping.set()


@asynccontextmanager
async def _at_work(
    work: Coroutine[None, None, None], stopping: asyncio.Event, finish: Callable[[], None] | None = None
) -> AsyncIterator[None]:
    """A task for as long as the block lasts, ended by ``finish`` or else cancelled; its failure is raised."""
    task = asyncio.create_task(work)
    # A server that lost a part does not go on as if it had it.
    task.add_done_callback(lambda _task: stopping.set())
    try:
        yield
    finally:
        (finish or task.cancel)()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


def _config(settings: Settings, application: Guard, tls: Tls | None) -> Config:
    return Config(
        application,
        http=bounded_http(settings.limits.request_seconds, settings.limits.stall_seconds),
        ws=LiveConnection,
        ws_max_size=settings.limits.max_message,
        ws_per_message_deflate=False,
        backlog=BACKLOG,
        lifespan="off",
        log_config=None,
        access_log=settings.log_level == "debug",
        server_header=False,
        # Nothing here depends on where a client says, by way of a proxy, that it is.
        proxy_headers=False,
        timeout_keep_alive=settings.limits.keep_alive_seconds,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_context_factory=None if tls is None else lambda _config, _default: tls.context,
    )


def _renew(tls: Tls | None, settings: Settings) -> None:
    if tls is not None and settings.tls_certificate is not None and settings.tls_key is not None:
        tls.renew(settings.tls_certificate, settings.tls_key)


def _ingest(settings: Settings, listening: Listening, tls: Tls | None) -> Ingest:
    pin = None if tls is None else tls.fingerprint
    return Ingest(tls is not None, listening.own_host, listening.port, pin, settings.pull_allow)


def _hub_limits(limits: Limits) -> HubLimits:
    return HubLimits(
        viewers=limits.viewers,
        broadcasts=limits.broadcasts,
        lag_bytes=limits.viewer_lag_bytes,
        lag=micros_from_seconds(limits.viewer_lag_seconds),
        stall=micros_from_seconds(limits.stall_seconds),
        away=micros_from_seconds(limits.away_seconds),
    )


def _live_limits(limits: Limits) -> LiveLimits:
    return LiveLimits(max_message=limits.max_message, hello_seconds=limits.hello_seconds)
