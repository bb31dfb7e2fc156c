"""A relay to one host: for RTSP, whose answers are looked at for redirects, and for plain TCP."""

import ssl

from footlight.errors import AddressForbiddenError
from footlight.ingest.pull.outside import Outside, Streams, exchange
from footlight.wire.rtsp import RtspFilter


class Relay:
    """Connects whoever comes to the one host; TLS, where the host speaks it, is spoken and checked here."""

    def __init__(self, outside: Outside, scheme: str, host: str, port: int) -> None:
        self._outside = outside
        self._scheme = scheme
        self._host = host
        self._port = port

    async def serve(self, near: Streams) -> None:
        """One connection.

        Raises:
            AddressForbiddenError: the server points elsewhere, or the rules forbid the host.
            ConnectionFailedError: the host cannot be reached.
            ProtocolViolationError, MessageTooLargeError: it speaks no RTSP.
        """
        tls = ssl.create_default_context() if self._scheme == "rtsps" else None
        far = await self._outside.connect(self._host, self._port, tls)
        if self._scheme == "tcp":
            await exchange(near, far)
            return
        told = RtspFilter()

        def permit(data: bytes) -> bytes:
            passed, responses = told.feed(data)
            if any(response.redirects for response in responses):
                # Where to is the server's word, and may be anything: the reader would go there by itself.
                raise AddressForbiddenError(
                    f"{self._host} sends whoever asks to another address: set that one as the source instead"
                )
            return passed

        await exchange(near, far, permit)
