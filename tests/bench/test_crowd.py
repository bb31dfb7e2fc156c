"""The load generator in C against a server of the websockets library."""

from pathlib import Path

import pytest

from footlight.bench.compiling import compile_program
from footlight.bench.crowd import crowd
from footlight.bench.peers import peers
from footlight.bench.publisher import Load
from footlight.bench.server import CHANNEL, LOAD_CORE, free_port
from footlight.errors import ConnectionFailedError

LOAD = Load(messages_per_second=50, payload_bytes=2_000)


@pytest.mark.parametrize("tls", [False, True])
async def test_a_crowd_gets_every_message_and_can_grow_and_shrink(tmp_path: Path, tls: bool) -> None:
    generator = await compile_program("viewers", tmp_path, tls=tls)
    for peer in await peers(tmp_path, tls=tls):
        async with peer.running(LOAD) as (_, port), crowd(generator, port, CHANNEL, LOAD_CORE) as viewers:
            assert (await viewers.gather(70)).ordinary == 70
            assert (await viewers.gather(20)).ordinary == 20
            seen = await viewers.measure(0.5)

        assert seen.ordinary.viewers == 20
        assert seen.ordinary.messages == seen.ordinary.packets > 0
        assert (seen.ordinary.missing, seen.lost, seen.slow.viewers) == (0, 0, 0)
        assert 0 < seen.ordinary.p50_ms <= seen.ordinary.p99_ms <= seen.ordinary.max_ms + 0.05


async def test_a_slow_viewer_gets_no_more_than_it_reads(tmp_path: Path) -> None:
    generator = await compile_program("viewers", tmp_path)
    peer = (await peers(tmp_path, tls=False))[-1]
    async with peer.running(LOAD) as (_, port), crowd(generator, port, CHANNEL, LOAD_CORE) as viewers:
        await viewers.gather_slow(1, 20_000)
        seen = await viewers.measure(0.5)

    assert seen.slow.viewers == 1
    assert 0 < seen.slow.bytes <= 20_000


async def test_viewers_that_nobody_takes_are_an_error_and_not_waited_for(tmp_path: Path) -> None:
    generator = await compile_program("viewers", tmp_path)
    async with crowd(generator, free_port(), CHANNEL, LOAD_CORE) as viewers:
        with pytest.raises(ConnectionFailedError, match="Connection refused"):
            await viewers.gather(10)
