"""What ``footlight send`` shows of its sources."""

import json

import pytest

from footlight.capture.source import Notice
from footlight.cli.sending import SendingView
from footlight.client.sender import Sender
from footlight.client.url import parse_url
from footlight.clock import SystemClock
from tests.client.test_sender import PICTURE
from tests.fakes.relay import relay
from tests.fakes.source import FakeSource


@pytest.mark.parametrize("as_json", [False, True])
async def test_what_a_source_says_is_told_although_sending_ends_at_once(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async with relay() as server:
        view = SendingView(server.url, as_json=as_json)
        sender = Sender(parse_url(server.url), "key", [FakeSource([PICTURE], [])], SystemClock())
        view.noticed(Notice("window:Editor", "closed", "it closed"))
        await view.run(sender)
    said = capsys.readouterr()
    if as_json:
        assert {"event": "source", "source": "window:Editor", "state": "closed", "text": "it closed"} in [
            json.loads(line) for line in said.out.splitlines()
        ]
    else:
        assert "window:Editor: it closed\n" in said.err
