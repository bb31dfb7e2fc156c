"""A peer of `footlight bench fanout`: the broadcast of the websockets library, without any server around it.

    python -m footlight.bench.broadcast PORT BYTES RATE [CERTIFICATE KEY]

Everybody who connects gets one packet of BYTES, RATE times a second, until the process is ended.
"""

import asyncio
import ssl
import struct
import sys
import time
from collections.abc import Sequence

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.typing import Subprotocol

from footlight.model.packet import Packet, PacketFlags
from footlight.model.units import Micros
from footlight.wire.control import SUBPROTOCOL
from footlight.wire.packets import encode_packet


async def run(arguments: Sequence[str]) -> None:
    port, payload, rate = (int(argument) for argument in arguments[:3])
    context = None
    if len(arguments) > 3:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments[3], arguments[4])
    crowd: set[ServerConnection] = set()

    async def viewer(connection: ServerConnection) -> None:
        crowd.add(connection)
        try:
            async for _ in connection:
                pass
        finally:
            crowd.discard(connection)

    async with serve(
        viewer,
        "127.0.0.1",
        port,
        ssl=context,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
        ping_interval=None,
    ):
        loop = asyncio.get_running_loop()
        due, number = loop.time(), 0
        while True:
            number += 1
            broadcast(crowd, _message(number, payload))
            due += 1 / rate
            await asyncio.sleep(due - loop.time())


def _message(number: int, payload: int) -> bytes:
    now = Micros(time.time_ns() // 1_000)
    stamps = struct.pack("!Qq", number, now)
    return encode_packet(
        Packet(
            track=0,
            generation=0,
            group=0,
            sequence=number,
            pts=0,
            dts=0,
            duration=0,
            captured_at=now,
            flags=PacketFlags(0),
            payload=stamps + bytes(payload - len(stamps)),
        )
    )


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1:]))
