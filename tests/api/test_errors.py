"""Every failure answers in one form, with headers that keep browsers safe."""

from pathlib import Path

import pytest
from fastapi import APIRouter

from footlight.api.errors import CODES
from footlight.api.guard import HEADERS, Guard
from footlight.api.web import web_application
from footlight.errors import (
    BY_CODE,
    BroadcastEncryptedError,
    ChannelBusyError,
    ChannelOfflineError,
    ChannelUnknownError,
    CodecUnsupportedError,
    FootlightError,
    KeyInvalidError,
    LimitReachedError,
    SettingInvalidError,
    StoreUnavailableError,
)
from tests.fakes.asgi import ask_app


@pytest.fixture
def app() -> Guard:
    router = APIRouter()

    @router.get("/raise/{code}")
    async def fail(code: str) -> None:
        raise BY_CODE[code]("what happened")

    @router.get("/number/{number}")
    async def number(number: int) -> int:
        return number

    @router.get("/bug")
    async def bug() -> None:
        raise ZeroDivisionError("fl_secret_inside_a_bug")

    return web_application([router], max_request=1000)


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/nothing", "GET", 404, "not_found"),
        ("/number/1", "POST", 405, "method_not_allowed"),
        ("/number/one", "GET", 422, "request_invalid"),
        ("/bug", "GET", 500, "internal"),
    ],
)
async def test_a_failed_request_tells_its_code(app: Guard, path: str, method: str, status: int, code: str) -> None:
    answer = await ask_app(app, path, method)
    assert answer.status == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert set(error) == {"code", "message"}
    assert error["message"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (ChannelUnknownError, 404),
        (ChannelOfflineError, 404),
        (CodecUnsupportedError, 406),
        (BroadcastEncryptedError, 406),
        (KeyInvalidError, 401),
        (LimitReachedError, 429),
        (ChannelBusyError, 403),
        (SettingInvalidError, 422),
        (StoreUnavailableError, 503),
    ],
)
async def test_our_errors_keep_their_code(app: Guard, kind: type[FootlightError], status: int) -> None:
    answer = await ask_app(app, f"/raise/{kind.code}")
    assert answer.status == status
    assert answer.json() == {"error": {"code": kind.code, "message": "what happened"}}


async def test_every_error_of_ours_has_a_status_of_a_failure(app: Guard) -> None:
    for code in BY_CODE:
        assert (await ask_app(app, f"/raise/{code}")).status >= 400


async def test_a_fault_of_ours_tells_nothing_of_its_inside(app: Guard) -> None:
    assert b"fl_secret" not in (await ask_app(app, "/bug")).body


@pytest.mark.parametrize("path", ["/number/1", "/nothing", "/bug"])
async def test_every_answer_has_the_safe_headers_and_no_cookie(app: Guard, path: str) -> None:
    headers = (await ask_app(app, path)).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert "set-cookie" not in headers


@pytest.mark.parametrize(
    "headers",
    [
        {"content-length": "1001"},
        {"content-length": "9" * 30},
        {"content-length": "-1"},
        {"content-length": "1e3"},
        {"transfer-encoding": "chunked"},
    ],
)
async def test_a_body_that_is_too_large_or_of_unknown_size_is_refused(app: Guard, headers: dict[str, str]) -> None:
    answer = await ask_app(app, "/number/1", headers=headers)
    assert answer.status == 413
    assert answer.json()["error"]["code"] == "message_too_large"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_body_within_the_limit_is_taken(app: Guard) -> None:
    assert (await ask_app(app, "/number/1", headers={"content-length": "1000"})).status == 200


def test_every_code_that_is_no_error_of_ours_is_on_the_operations_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    assert [code for code in CODES.values() if code not in BY_CODE and f"`{code}`" not in page] == []
