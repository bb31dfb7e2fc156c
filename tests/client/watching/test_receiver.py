"""What ends watching."""

import asyncio

import pytest

from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Receiver
from footlight.clock import SystemClock
from footlight.model.units import Micros
from tests.client.media import pictures, track
from tests.fakes.downlink import FakeDownlink


async def test_what_a_program_s_callback_raises_ends_it() -> None:
    def stumble(_decoded: Decoded) -> None:
        raise ZeroDivisionError

    packets = PacketsReceived(pictures(), Micros(0))
    downlink = FakeDownlink([Connected(Micros(0)), TracksChanged("b", (track(),)), packets])
    async with asyncio.timeout(20):
        with pytest.raises(ZeroDivisionError):
            await Receiver(downlink, SystemClock(), on_frame=stumble).run()
    assert downlink.left
