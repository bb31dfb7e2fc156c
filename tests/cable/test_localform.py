"""Messages to a viewer in the hub's own process."""

import pytest

from footlight.cable.localform import LocalForm, read_messages
from footlight.errors import ProtocolViolationError
from footlight.wire.control import Skipped, Stats
from tests.client.media import packet


def test_several_messages_of_one_write_are_read_as_they_were() -> None:
    form = LocalForm()
    first, second = packet(0, 0), packet(0, 1)
    written = form.control(Stats(viewers=2)) + form.media([first, second], True) + form.control(Skipped(3))
    assert list(read_messages(written)) == [Stats(viewers=2), [first, second], Skipped(3)]


def test_a_raw_picture_is_not_copied_out_of_the_write() -> None:
    written = LocalForm().media([packet(0, payload=memoryview(bytes(1_000)))], True)
    [[read]] = [message for message in read_messages(written) if isinstance(message, list)]
    assert isinstance(read.payload, memoryview)
    assert read.payload.obj is written


def test_what_is_no_message_is_not_taken_for_one() -> None:
    body = b'{"type":"of another kind"}'
    with pytest.raises(ProtocolViolationError):
        list(read_messages(b"\x00" + len(body).to_bytes(4) + body))
