"""What the interface says of itself: each route names the codes that it may refuse with.

What depends on who asks is asked for here; the other codes are held against it by `ask_declared`, in all tests.
"""

import json
from pathlib import Path

import pytest

from footlight.api.origin import SAFE
from footlight.app import running
from footlight.settings import Settings
from tests.api.v1.declared import check_declared, declared
from tests.fakes.http import Answer, ask

REFUSED = Answer(401, {}, json.dumps({"error": {"code": "sign_in_refused", "message": "no"}}).encode())


async def test_each_route_names_the_refusals_of_who_may_not_ask(empty_data: Path) -> None:
    async with running(Settings(port=0, data=empty_data)) as server:
        described = (await ask(server.port, "/api/v1/openapi.json")).json()
    codes = declared(described)
    missing = {}
    for path, methods in described["paths"].items():
        for verb, operation in methods.items():
            method = verb.upper()
            named = set().union(*(found for (*route, _), found in codes.items() if route == [method, path]))
            needed = set() if method in SAFE or not path.startswith("/api/v1/") else {"origin_refused"}
            if "security" in operation:
                needed.add("sign_in_refused")
                if {} not in operation["security"]:
                    needed |= {"sign_in_needed", "not_allowed"}
            if path.startswith("/api/v1/channels/{channel}"):
                needed.add("channel_unknown")
            if needed - named:
                missing[f"{method} {path}"] = sorted(needed - named)
    assert missing == {}


def test_a_code_that_is_not_named_is_found() -> None:
    named = {("GET", "/api/v1/me/{id}", 401): frozenset({"sign_in_refused"}), ("GET", "/api/v1/me/x", 401): frozenset()}
    check_declared(named, "GET", "/api/v1/me/y?z=1", REFUSED)
    check_declared(named, "POST", "/api/v1/me/x", REFUSED)
    with pytest.raises(AssertionError, match="GET /api/v1/me/x does not declare 401 sign_in_refused"):
        check_declared(named, "GET", "/api/v1/me/x", REFUSED)
