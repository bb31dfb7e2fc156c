"""A call: what goes out and what comes in, over one line, in one display."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, replace

from footlight.cable.address import Peer
from footlight.cable.listening import Listen
from footlight.cable.localpublisher import to_hub
from footlight.cable.ways import BACK, CABLE
from footlight.capture.source import Notice
from footlight.cli.connecting import secret_of
from footlight.cli.destination import Destination
from footlight.cli.halves import halves
from footlight.cli.keys import Keys
from footlight.cli.recording import Recording, recording
from footlight.cli.recordoption import RecordTo
from footlight.cli.sending import SendingView
from footlight.cli.status import StatusDisplay
from footlight.cli.waiting import waiting
from footlight.cli.watched import Watched, at_end, from_peer
from footlight.cli.watching import Watching
from footlight.client.events import SendEvent
from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.trust import Trust
from footlight.errors import UrlInvalidError
from footlight.model.clock import Clock


@dataclass(frozen=True, slots=True)
class Line:
    """Both ways of a call, as one end has them."""

    destination: Destination
    watched: Watched


@asynccontextmanager
async def calling(
    peer: Peer, clock: Clock, *, key: str | None, trust: Trust, secret: str | None
) -> AsyncIterator[Line]:
    """The line of the end that connects.

    Raises:
        UrlInvalidError: the address is of a server's channel.
    """
    if not peer.cable:
        raise UrlInvalidError(f"a call is with one other end: write {peer.url.authority}, without a channel")
    words, key = peer.secret or secret, peer.key or key or None
    uplink = to_server(replace(peer.url, channel=BACK), key, clock, trust=trust, secret=secret_of(words, BACK))
    watched = from_peer(peer, clock, key=key, trust=trust, secret=secret_of(words, CABLE))
    yield Line(Destination(uplink, watched.page, f"to {peer.url.authority}", words is not None), watched)


@asynccontextmanager
async def answering(
    options: Listen, clock: Clock, display: StatusDisplay, *, secret: str | None, name: str | None
) -> AsyncIterator[Line]:
    """The line of the end that listens; ``name``: by which the network is told of it, None: it is not told."""
    out, back = await asyncio.gather(
        asyncio.to_thread(secret_of, secret, CABLE), asyncio.to_thread(secret_of, secret, BACK)
    )
    async with waiting(options, clock, display, encrypted=secret is not None, name=name) as end:
        page, _, _ = end.url.partition("#")
        uplink = to_hub(end.hub, CABLE, clock, out)
        destination = Destination(uplink, page, f"at {end.addresses[0]}", secret is not None, end)
        yield Line(destination, at_end(end, BACK, clock, back))


class Call:
    """One run of ``call``: give `heard` to the sender, `run` it, then `conclude`."""

    def __init__(self, display: StatusDisplay, *, as_json: bool, record: RecordTo | None = None) -> None:
        """``record``: where to keep what comes in; what goes out is kept beside it."""
        self._out, back = halves(display, as_json=as_json)
        self._sending = SendingView(as_json=as_json, display=self._out)
        self._watching = Watching(as_json=as_json, tell_page=True, display=back, record=record)
        self._record_sent = record.beside("sent") if record is not None else None

    def recording_sent(self) -> AbstractContextManager[Recording]:
        """Record what goes out until the block ends, where that is wanted."""
        return recording(self._record_sent, self._out)

    def heard(self, event: SendEvent) -> None:
        """Say what happened to what goes out."""
        self._sending.heard(event)

    def noticed(self, notice: Notice) -> None:
        """Keep what a source has to say until it is shown; may be called from any thread."""
        self._sending.noticed(notice)

    async def run(self, sender: Sender, line: Line, keys: Keys | None) -> None:
        """Send and receive until cancelled; where all sources have ended, what comes in goes on.

        Raises:
            FootlightError: one of both cannot be done, or not any more.
        """
        destination = line.destination
        self._sending.show_at(destination.page, destination.where, encrypted=destination.encrypted)
        both = {
            asyncio.create_task(self._sending.run(sender, keys)),
            asyncio.create_task(self._watching.run(line.watched)),
        }
        try:
            done, _ = await asyncio.wait(both, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in both:
                task.cancel()
            await asyncio.wait(both)

    def conclude(self) -> None:
        """Print what came in."""
        self._watching.summarize()
