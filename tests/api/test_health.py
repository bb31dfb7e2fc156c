"""Alive and ready are two questions."""

import pytest

from footlight.api.guard import Guard
from footlight.api.health import LATE_SECONDS, LoopLag, health_router
from footlight.api.web import web_application
from footlight.errors import StoreUnavailableError
from tests.fakes.asgi import ask_app


async def well() -> None: ...


async def ill() -> None:
    raise StoreUnavailableError("the disk is gone")


def server(lag: LoopLag, *, store_well: bool = True, stopping: bool = False) -> Guard:
    return web_application([health_router(well if store_well else ill, lag, lambda: stopping)], max_request=0)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_well_server_is_alive_and_ready(method: str) -> None:
    for path in ("/healthz", "/readyz"):
        assert (await ask_app(server(LoopLag()), path, method)).status == 200


async def test_without_its_store_a_server_is_alive_and_not_ready() -> None:
    app = server(LoopLag(), store_well=False)
    assert (await ask_app(app, "/healthz")).status == 200
    answer = await ask_app(app, "/readyz")
    assert answer.status == 503
    assert answer.json() == {"status": "not_ready", "problems": ["the disk is gone"]}


async def test_a_server_that_stops_is_not_ready() -> None:
    assert (await ask_app(server(LoopLag(), stopping=True), "/readyz")).status == 503


async def test_a_server_whose_loop_is_late_is_not_ready() -> None:
    lag = LoopLag()
    lag.seconds = LATE_SECONDS + 1
    answer = await ask_app(server(lag), "/readyz")
    assert answer.status == 503
    assert "late" in answer.json()["problems"][0]
