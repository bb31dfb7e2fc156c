"""The web client's pages and files, with the headers that keep them safe and fresh."""

from pathlib import Path

import pytest

from footlight.api.guard import Guard
from footlight.api.pages import OWN_PAGES, pages_router
from footlight.api.web import web_application
from footlight.model.channel import RESERVED
from tests.fakes.asgi import ask_app

FILES = {
    "index.html": "the pages",
    "embed.html": "the embedded page",
    "chat.html": "the chat's page",
    "player.js": "the player",
    "assets/icon-abc.svg": "<svg/>",
    "assets/index-abc.js": "a script",
}


@pytest.fixture
def app(tmp_path: Path) -> Guard:
    (tmp_path / "secret").write_text("not for the web")
    web = tmp_path / "web"
    for name, text in FILES.items():
        (web / name).parent.mkdir(parents=True, exist_ok=True)
        (web / name).write_text(text)
    (web / "assets" / "leak").symlink_to(tmp_path / "secret")
    return web_application([pages_router(web)], max_request=1000)


@pytest.mark.parametrize("path", ["/", "/lobby", "/a", "/0-_", "/" + "x" * 32])
async def test_the_home_and_every_channel_have_the_page(app: Guard, path: str) -> None:
    answer = await ask_app(app, path)
    assert (answer.status, answer.body) == (200, b"the pages")
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", [*(f"/{page}" for page in OWN_PAGES), "/channels/lobby"])
async def test_the_pages_of_people_are_in_no_frame(app: Guard, path: str) -> None:
    answer = await ask_app(app, path)
    assert (answer.status, answer.body) == (200, b"the pages")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_no_channel_has_the_address_of_a_page() -> None:
    assert set(OWN_PAGES) <= RESERVED


async def test_the_embedded_page_may_be_framed_by_anybody(app: Guard) -> None:
    answer = await ask_app(app, "/embed/lobby")
    assert (answer.status, answer.body) == (200, b"the embedded page")
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


async def test_a_chat_may_be_framed_by_anybody_at_its_embedded_address_alone(app: Guard) -> None:
    framed, own = await ask_app(app, "/embed/lobby/chat"), await ask_app(app, "/lobby/chat")
    assert framed.body == own.body == b"the chat's page"
    assert "frame-ancestors *" in framed.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in own.headers["content-security-policy"]


async def test_no_page_runs_a_script_that_is_not_a_file_of_ours(app: Guard) -> None:
    for path in ("/", "/lobby", "/embed/lobby"):
        policy = (await ask_app(app, path)).headers["content-security-policy"]
        assert "script-src 'self';" in policy


async def test_assets_may_be_kept_for_ever_and_the_player_by_its_tag(app: Guard) -> None:
    asset, player = await ask_app(app, "/assets/index-abc.js"), await ask_app(app, "/player.js")
    assert "immutable" in asset.headers["cache-control"]
    assert player.headers["cache-control"] == "no-cache"
    assert {one.headers["access-control-allow-origin"] for one in (asset, player)} == {"*"}
    again = await ask_app(app, "/player.js", headers={"if-none-match": player.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("wish", ["bytes=0-1", "bytes=99999-", "bytes=x", "bytes=" + "0-0," * 1000])
async def test_a_wish_for_a_part_gets_the_whole(app: Guard, wish: str) -> None:
    answer = await ask_app(app, "/player.js", headers={"range": wish})
    assert (answer.status, answer.body) == (200, b"the player")
    assert "accept-ranges" not in answer.headers


async def test_head_answers_like_get_without_the_body(app: Guard) -> None:
    for path in ("/", "/lobby", "/embed/lobby", "/player.js", "/assets/index-abc.js"):
        got, head = await ask_app(app, path), await ask_app(app, path, "HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == got.headers["content-length"]


async def test_the_icon_is_a_picture(app: Guard) -> None:
    assert (await ask_app(app, "/assets/icon-abc.svg")).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path",
    [
        *(f"/{name}" for name in sorted(RESERVED - set(OWN_PAGES))),
        "/Lobby", "/-x", "/x.html", "/" + "x" * 33, "/a/b", "/lobby/", "/embed/", "/embed/Lobby", "/embed/a/b",
        "/channels/", "/channels/Lobby", "/channels/a/b", "/sign-in/",
        "/index.html", "/%00", "/assets/", "/assets/missing.js", "/assets/%00", "/assets/" + "x" * 5000,
        "/assets/../secret", "/assets/..%2f..%2fsecret", "/assets/%2e%2e/%2e%2e/secret", "/assets//etc/passwd",
        "/..%2fsecret", "/assets/leak", "/assets/..\\..\\secret",
    ],
)  # fmt: skip
async def test_what_is_no_page_and_no_file_of_ours_is_not_found(app: Guard, path: str) -> None:
    answer = await ask_app(app, path)
    assert answer.status == 404
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("path", ["/Lobby", "/admin", "/embed/Lobby"])
async def test_a_person_who_mistyped_a_channel_gets_the_page_that_says_so(app: Guard, path: str) -> None:
    answer = await ask_app(app, path, headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.status == 404
    assert answer.body in (b"the pages", b"the embedded page")
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_without_the_built_client_the_answer_says_what_to_do(tmp_path: Path) -> None:
    answer = await ask_app(web_application([pages_router(tmp_path / "none")], 1000), "/")
    assert answer.status == 503
    assert b"pip install" in answer.body
