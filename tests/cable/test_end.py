"""How an end that listens tells people to come to it."""

import asyncio
from contextlib import closing

import pytest

from footlight.api.listen import listen
from footlight.cable.end import End
from footlight.cable.ways import Way
from footlight.hub.hub import Hub
from footlight.hub.limits import HubLimits
from tests.fakes.clock import HandClock


@pytest.mark.parametrize(
    ("way", "host", "page"),
    [
        ("receive", "127.0.0.1", "http://127.0.0.1:{}/#key=fl_screen"),
        ("receive", "0.0.0.0", "http://127.0.0.1:{}/#key=fl_screen"),
        ("receive", "::1", "http://[::1]:{}/#key=fl_screen"),
        ("both", "::", "http://[::1]:{}/back#key=fl_screen"),
        ("send", "127.0.0.1", "http://127.0.0.1:{}/#key=fl_screen"),
    ],
)
def test_its_own_screen_has_a_page_on_this_machine(way: Way, host: str, page: str) -> None:
    with closing(listen(host, 0)) as bound:
        hub = Hub(HandClock(), HubLimits())
        end = End(way, hub, bound, None, None, False, "fl_screen", asyncio.Event())
        assert end.screen_url == page.format(bound.port)
