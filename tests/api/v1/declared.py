"""Every answer that a test gets from the interface, held against what the interface says of itself."""

import json
import re
from functools import lru_cache
from typing import Any, Final

from footlight.api.errors import CODES, ErrorAnswer
from footlight.api.guard import Guard
from tests.fakes.asgi import ask_app
from tests.fakes.http import Answer

EVERYWHERE: Final = frozenset({*CODES.values(), "store_unavailable"})
"""Codes that need no declaration: of what is no question at all, and of what is our own fault."""
Codes = dict[tuple[str, str, int], frozenset[str]]
"""By method, path and status."""

_known: Final[dict[str, Codes]] = {}


def declared(described: dict[str, Any]) -> Codes:
    """The codes that an OpenAPI document names."""
    return {
        (method.upper(), path, int(status)): frozenset(re.findall(r"`(\w+)`", response["description"]))
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        for status, response in operation["responses"].items()
        if status.isdecimal()
    }


def check_declared(codes: Codes, method: str, path: str, answer: Answer) -> None:
    """Refuse a refusal that its route does not speak of; ``path`` is as it was asked."""
    if answer.status < 400 or method == "HEAD":
        return
    code = ErrorAnswer.model_validate_json(answer.body).error.code
    asked = path.partition("?")[0]
    routes = [route for (verb, route, _) in codes if verb == method and _pattern(route).fullmatch(asked)]
    if not routes or code in EVERYWHERE:
        return
    route = min(routes, key=lambda one: one.count("{"))
    named = codes.get((method, route, answer.status), frozenset())
    assert code in named, f"{method} {route} does not declare {answer.status} {code}"


async def ask_declared(
    app: Guard, name: str, method: str, path: str, headers: dict[str, str], data: bytes, **more: str
) -> Answer:
    """Ask an application, whose routes go by a ``name``, and hold the answer against what it says of itself."""
    answer = await ask_app(app, path, method, headers, data, **more)
    if answer.status >= 400:
        if name not in _known:
            _known[name] = declared(json.loads((await ask_app(app, "/api/v1/openapi.json")).body))
        check_declared(_known[name], method, path, answer)
    return answer


@lru_cache
def _pattern(route: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route)))
