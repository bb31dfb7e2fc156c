"""What may be sent: how much, of which type, and by whose page."""

import pytest
from fastapi import APIRouter, Request

from footlight.api.guard import Guard
from footlight.api.web import web_application
from tests.fakes.asgi import ask_app

PICTURE = "/api/v1/channels/lobby/picture"


@pytest.fixture
def app() -> Guard:
    router = APIRouter()

    @router.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def length(request: Request) -> int:
        return len(await request.body())

    return web_application([router], max_request=1000)


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "IMAGE/JPEG", "image/png; q=1"])
async def test_a_picture_may_be_larger_than_the_rest(app: Guard, kind: str) -> None:
    answer = await ask_app(app, PICTURE, "PUT", {"content-type": kind}, b"x" * 4096)
    assert (answer.status, answer.json()) == (200, 4096)


@pytest.mark.parametrize("length", [4 * 1024 * 1024 + 1, 10**18, 10**30])
async def test_a_picture_has_a_bound_too(app: Guard, length: int) -> None:
    answer = await ask_app(app, PICTURE, "PUT", {"content-type": "image/png", "content-length": str(length)})
    assert (answer.status, answer.json()["error"]["code"]) == (413, "message_too_large")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (PICTURE, "POST"),
        (PICTURE + "/more", "PUT"),
        ("/api/v1/channels/a/b/picture", "PUT"),
        ("/else" + PICTURE, "PUT"),
        ("/api/v1/channels/lobby", "PUT"),
    ],
)
async def test_nothing_else_may_be_a_picture_or_as_large(app: Guard, path: str, method: str) -> None:
    assert (await ask_app(app, path, method, {"content-type": "image/png"}, b"x" * 1001)).status == 413
    assert (await ask_app(app, path, method, {"content-type": "image/png"}, b"x")).status == 415
    assert (await ask_app(app, path, method, {"content-type": "application/json"}, b"x" * 1000)).status == 200


async def test_a_picture_is_a_picture(app: Guard) -> None:
    for kind in ("application/json", "image/svg+xml", "image/gif", "text/html", ""):
        assert (await ask_app(app, PICTURE, "PUT", {"content-type": kind}, b"x")).status == 415


async def test_no_body_needs_no_type(app: Guard) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert (await ask_app(app, "/a", method)).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("cookie", ["footlight=fls_x", "__Host-footlight=fls_x", "a=b; footlight=fls_x"])
async def test_with_a_cookie_only_pages_of_the_site_change_things(app: Guard, method: str, cookie: str) -> None:
    ours = {"cookie": cookie, "host": "stage.example"}
    for origin, status in (("http://stage.example", 200), ("http://other.example", 403), ("null", 403)):
        assert (await ask_app(app, "/a", method, ours | {"origin": origin})).status == status
    assert (await ask_app(app, "/a", method, ours)).status == 403
    assert (await ask_app(app, "/a", method, ours | {"authorization": "Bearer fla_x"})).status == 200
    assert (await ask_app(app, "/a", "GET", ours | {"origin": "http://other.example"})).status == 200


async def test_cookies_of_others_are_not_looked_at(app: Guard) -> None:
    for cookie in ("theme=dark", "footlight=", "Footlight=fls_x", "xfootlight=fls_x"):
        assert (await ask_app(app, "/a", "POST", {"cookie": cookie})).status == 200


async def test_browsers_are_told_to_come_by_tls_alone_only_over_tls() -> None:
    app = web_application([], max_request=0, tls_alone=True)
    assert (await ask_app(app, "/", scheme="https")).headers["strict-transport-security"] == "max-age=15552000"
    assert "strict-transport-security" not in (await ask_app(app, "/")).headers
    other = web_application([], max_request=0)
    assert "strict-transport-security" not in (await ask_app(other, "/", scheme="https")).headers
