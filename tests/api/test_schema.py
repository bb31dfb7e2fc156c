"""The whole REST interface against its own description: no fault of ours, and every answer as it is described.

What is asked is made from the description, by schemathesis: what it allows, and what it does not.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import positive_data_acceptance
from schemathesis.config import SchemathesisConfig

from footlight.app import running
from footlight.settings import Settings
from footlight.store.store import open_store
from tests.api.cast import Cast, Casting
from tests.api.roletable import TABLE, Line

EXAMPLES: Final = 2
MANY: Final = 30
NOT_CHECKED = [
    # What the description allows may still be refused, with 422: a weak password, a name in two scripts, a
    # picture that is none.
    positive_data_acceptance
]
ROLE_ALONE: Final = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
"""Who asks is no part of what is made up: to leave that out would be wrong, and the role puts it back in."""
ROUTES: Final = {
    (line.method, line.path): line
    for line in TABLE
    # The others are not in the description: `test_roles` sees to it that these are all.
    if line.method not in ("watch", "publish", "chat") and not line.path.endswith((".ts", "openapi.json"))
}


@dataclass(slots=True)
class Site:
    """A server on an event loop of its own."""

    url: str
    loop: asyncio.AbstractEventLoop
    casting: Casting
    described: schemathesis.BaseSchema

    def cast(self) -> Cast:
        """People who have done nothing yet."""
        return asyncio.run_coroutine_threadsafe(self.casting.new(), self.loop).result(60)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    began: Future[tuple[str, asyncio.AbstractEventLoop, Casting]] = Future()
    over = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(tmp_path_factory.mktemp("schema"), began, over)))
    thread.start()
    try:
        url, loop, casting = began.result(60)
        described = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json", config=ROLE_ALONE)
        yield Site(url, loop, casting, described)
    finally:
        over.set()
        thread.join(60)


async def _serve(data: Path, began: "Future[Any]", over: threading.Event) -> None:
    async with running(Settings(port=0, data=data, sign_up="open")) as server, open_store(data) as store:
        began.set_result((server.url, asyncio.get_running_loop(), Casting(store)))
        await asyncio.to_thread(over.wait)


def ask(site: Site, line: Line, role: str, examples: int) -> None:
    """Ask a route in a role, with what may be and with what may not be."""
    operation = site.described[line.path][line.method]
    cast = site.cast()

    def once(case: "schemathesis.Case[Any]", there: bool, mode: GenerationMode) -> None:
        nonlocal cast
        if line.method == "DELETE":
            # Who, or what, it was is gone now.
            cast = site.cast()
        if there and case.path_parameters:
            known: dict[str, str] = {"channel": cast.channel}
            if mode is GenerationMode.POSITIVE:
                # These may be what is wrong; any text can be a channel in a path.
                known |= {"id": cast.key, "name": cast.newcomer}
            case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        # The role alone says who asks; schemathesis looks for it by the usual spelling.
        case.cookies.clear()
        case.headers.pop("Authorization", None)
        shown = {name.title(): value for name, value in cast.headers[role].items()}
        case.call_and_validate(headers={**shown, "Origin": site.url}, excluded_checks=NOT_CHECKED)

    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if _can_be_wrong(operation) else [])]
    for mode in modes:
        asked = given(case=operation.as_strategy(generation_mode=mode), there=st.booleans(), mode=st.just(mode))
        test: Callable[[], None] = settings(
            max_examples=examples, deadline=None, database=None, derandomize=examples == EXAMPLES,
            suppress_health_check=list(HealthCheck),
        )(asked(once))  # fmt: skip
        test()


def _can_be_wrong(operation: "schemathesis.APIOperation[Any, Any, Any, Any]") -> bool:
    """Whether one can ask it what its description does not allow: any text can be a channel in a path, and any bytes a
    picture."""
    described = operation.definition.raw
    bounded = any(parameter["schema"].keys() - {"type", "title"} for parameter in described.get("parameters", []))
    return bounded or "application/json" in described.get("requestBody", {}).get("content", {})


@pytest.mark.parametrize("role", ["nobody", "site owner"])
@pytest.mark.parametrize("line", ROUTES.values(), ids=lambda line: f"{line.method} {line.path}")
def test_a_route_answers_as_it_is_described(site: Site, line: Line, role: str) -> None:
    ask(site, line, role, EXAMPLES)


@pytest.mark.long
@pytest.mark.parametrize("role", ["nobody", "owner", "token: channels"])
@pytest.mark.parametrize("line", ROUTES.values(), ids=lambda line: f"{line.method} {line.path}")
def test_a_route_answers_as_it_is_described_at_length(site: Site, line: Line, role: str) -> None:
    ask(site, line, role, MANY)
