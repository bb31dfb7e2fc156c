"""JSON is read so that no two programs take it differently, and what nobody knows is refused."""

import json

import pytest

from footlight.api.v1.router import read_json
from tests.api.v1.house import House
from tests.fakes.asgi import ask_app


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{} {}", "not JSON"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"[" * 60_000, "nested too deeply"),
        (b'{"a": 1, "a": 2}', "comes twice"),
        (b'{"a": {"b": 1, "b": 1}}', "comes twice"),
        (b"NaN", "no number"),
        (b"-Infinity", "no number"),
        (b"[1e999]", "no number"),
        (b"1" * 5_000, "no number"),
        (b"\xff", "UTF-8"),
        (rb'"\ud800"', "UTF-8"),
        (rb'{"\udfff": 1}', "UTF-8"),
        (rb'"\u0000"', "zero"),
        (rb'"\\\u0000"', "zero"),
    ],
)
def test_what_programs_read_differently_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_json(body)


@pytest.mark.parametrize(
    "value", [None, True, 1, -1.5, 10**300, "", "\\u0000", "\\\\u0000", "Ænné 🎥", [], {"a": [{"b": None}]}]
)
def test_what_all_read_alike_is_taken(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[", 400),
        (b"[]", 422),
        (b"null", 422),
        (b"[" * 60_000, 400),
        (b'{"name": "ann"}', 422),
        (b'{"name": "ann", "password": 7}', 422),
        (b'{"name": "ann", "password": null}', 422),
        (b'{"name": "ann", "password": "a", "password": "b"}', 400),
        (b'{"name": "ann", "password": "a", "remember": true}', 422),
        (b'{"name": "ann", "password": "a", "' + b"x" * 50_000 + b'": 1}', 422),
        (b'{"name": "' + b"a" * 257 + b'", "password": "a"}', 422),
        (rb'{"name": "ann", "password": "\ud800"}', 400),
        (b'{"name": "ann", "password": "a"}', 401),
    ],
)
async def test_a_body_that_is_none_is_told_so_in_a_line(home: House, body: bytes, status: int) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    answer = await ask_app(home.app, "/api/v1/session", "POST", headers, body)
    assert answer.status == status
    error = answer.json()["error"]
    assert error["code"] == ("sign_in_refused" if status == 401 else "request_invalid")
    assert len(error["message"]) < 300


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
async def test_a_body_of_another_type_is_refused(home: House, kind: str) -> None:
    answer = await ask_app(home.app, "/api/v1/session", "POST", {"content-type": kind} if kind else {}, b"{}")
    assert (answer.status, answer.json()["error"]["code"]) == (415, "content_type_unsupported")
