"""A hub and its routes at work on bound sockets: what every server of ours has in common."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter
from uvicorn import Config

from footlight.api.http_protocol import bounded_http
from footlight.api.http_server import GRACE_SECONDS, HttpServer
from footlight.api.listen import BACKLOG, Listening
from footlight.api.proxies import BehindProxies
from footlight.api.tls import Tls
from footlight.api.web import web_application
from footlight.delivery.protocol import LiveConnection
from footlight.hub.hub import Hub
from footlight.settings import Settings


@asynccontextmanager
async def serving(
    settings: Settings,
    listening: Listening,
    tls: Tls | None,
    hub: Hub,
    routers: Sequence[APIRouter],
    stopping: asyncio.Event,
) -> AsyncIterator[None]:
    """Run the hub and serve the routes for as long as the block lasts; they answer when it begins.

    At its end everybody is told bye, in under 5 s in all. ``stopping`` is set where a part failed, and the
    failure is raised at the end.
    """
    # A browser that once kept to this could not be asked any more to trust a self-signed one; and on loopback a name
    # has servers of other programs beside this one.
    tls_alone = tls is not None and tls.vouched and not listening.loopback
    web = web_application(routers, settings.limits.max_request, tls_alone=tls_alone)
    application = BehindProxies(web, settings.proxies)
    http = HttpServer(_config(settings, application, tls), hub.close)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(at_work(hub.run(), stopping))
        await stack.enter_async_context(at_work(http.serve(list(listening.sockets)), stopping, http.finish))
        await http.ready.wait()
        yield


@asynccontextmanager
async def at_work(
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


def _config(settings: Settings, application: BehindProxies, tls: Tls | None) -> Config:
    return Config(
        application,
        http=bounded_http(settings.limits.request_seconds, settings.limits.stall_seconds),
        ws=LiveConnection,
        ws_per_message_deflate=False,
        backlog=BACKLOG,
        lifespan="off",
        log_config=None,
        access_log=settings.log_level == "debug",
        server_header=False,
        # `BehindProxies` believes them, and it alone.
        proxy_headers=False,
        timeout_keep_alive=settings.limits.keep_alive_seconds,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_context_factory=None if tls is None else lambda _config, _default: tls.context,
    )
