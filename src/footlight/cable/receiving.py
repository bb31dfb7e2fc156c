"""A broadcast's pictures and sound for a program: all of `Downstream` but how what comes is waited for."""

import asyncio
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import Final

from footlight.cable.frame import Frame, Sound
from footlight.cable.inbox import Inbox
from footlight.cable.keeping import Keeping
from footlight.cable.listening import listening, while_listening
from footlight.cable.localwatch import LocalWatch
from footlight.cable.passing import Arrivals
from footlight.cable.reach import Reach, Terms, with_port
from footlight.cable.stats import DownstreamStats
from footlight.cable.stream import Stream
from footlight.cable.ways import CABLE
from footlight.client.credentials import Credentials
from footlight.client.events import Connected, Event, PacketsReceived, StateChanged, TracksChanged
from footlight.client.url import DEFAULT_PORT
from footlight.client.watching.decoding import Decoded
from footlight.client.watching.receiver import Downlink, Receiver
from footlight.client.watching.watch import Watch
from footlight.errors import OptionInvalidError
from footlight.model.broadcast import BroadcastState
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.units import Micros, seconds

_IN_ORDER: Final = 8
"""Decoded pictures that wait for a program that wants them all; the others wait as packets, which are smaller."""
_RUNS: Final = 100
"""Of sound, 20 ms each."""


class Receiving(Stream):
    """Receives numpy pictures, and sound."""

    def __init__(
        self,
        address: str = "127.0.0.1",
        port: int | None = None,
        *,
        listen: bool = False,
        latest: bool = True,
        coded: bool = False,
        key: str | None = None,
        pin: str | None = None,
        secret: str | None = None,
        open: bool = False,
        http: bool = False,
        token: str | None = None,
        password: str | None = None,
    ) -> None:
        """Say where to receive from; nothing happens before `start`.

        Args:
            address: of the end that listens, a name or ``HOST:PORT``; or the URL of a server's channel.
            port: where ``address`` is a name alone.
            listen: instead of connecting, wait at this address for who sends.
            latest: give the newest picture only; False gives every one, in order.
            coded: nothing is decoded, `packets` gives all as it comes.
            key: what the other end wants to be shown, or what a sender must show to this one.
            pin: the fingerprint of the other end's certificate, ``sha256:...``.
            secret: the words that the media is encrypted with, end to end.
            open: listening beyond this machine, ask nobody for a key.
            http: listening beyond this machine, do without encryption on the way.
            token: of a person who may watch a server's channel that is not for everybody.
            password: of a server's channel that has one.

        Raises:
            OptionInvalidError, UrlInvalidError, ChannelInvalidError: an argument that cannot be.
        """
        terms = Terms(key, pin, secret, open=open, http=http)
        if listen:
            reach = Reach.listening(address, DEFAULT_PORT if port is None else port, terms)
        else:
            reach = Reach.to(with_port(address, port), terms)
        self._credentials = Credentials.of(token, password)
        if self._credentials is not None and (reach.peer is None or reach.peer.cable):
            raise OptionInvalidError("token and password are for a server's channel: a cable's end takes key")
        super().__init__(reach)
        self._latest = latest
        self._pictures: Inbox[Decoded] = Inbox(1) if latest else Inbox(_IN_ORDER, patient=True)
        self._sounds: Inbox[Decoded] = Inbox(_RUNS)
        self._arrivals = Arrivals()
        self._coded = coded
        self._keeping = Keeping()
        self._downlink: Downlink | None = None
        self._receiver: Receiver | None = None
        self._asking: asyncio.Task[None] | None = None
        self._connected: asyncio.Future[None] | None = None
        self._state: BroadcastState = "offline"

    def request_keyframe(self) -> None:
        """Ask who sends for a keyframe on all tracks of pictures; from any thread. It never waits.

        A program that passes packets on gives it as ``on_keyframe=`` to the `Upstream` that they go to.

        Raises:
            StreamClosedError: it was not started.
        """
        loop = self._started()
        if not self._closed:
            loop.call_soon_threadsafe(self._ask)

    async def _start(self) -> None:
        self._connected = self._begins().create_future()
        self._task = asyncio.create_task(self._run(), name="footlight-downstream")
        await asyncio.wait({self._task, self._connected}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()

    async def _keep(self, path: str | Path | None, every: float | None) -> None:
        self._check(coded=False)
        await self._keeping.record(path, every)
        if path is not None and self._downlink is not None:
            await self._downlink.request_keyframe()

    async def _close(self) -> None:
        self._closed = True
        self._pictures.close()
        self._sounds.close()
        self._arrivals.packets.close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        await self._keeping.end()

    def _stats(self) -> DownstreamStats:
        receiver = self._receiver
        latency = receiver.figures.latency_of_late if receiver is not None else None
        return DownstreamStats(
            frames=receiver.figures.pictures if receiver is not None else 0,
            dropped=self._pictures.dropped + self._arrivals.packets.dropped,
            skipped=receiver.skipped_groups if receiver is not None else 0,
            tampered=self._downlink.tampered if self._downlink is not None else 0,
            state=self._state,
            latency=seconds(latency) if latency is not None else None,
            files=self._keeping.files,
            gaps=self._keeping.gaps,
        )

    def _check(self, *, coded: bool) -> None:
        """Raise unless it was started, and made for packets or not.

        Raises:
            StreamClosedError: it was not started.
            OptionInvalidError: it was made for the other.
        """
        if coded and not self._coded:
            raise OptionInvalidError("this Downstream decodes: make it with coded=True to have its packets")
        if self._coded and not coded:
            raise OptionInvalidError("this Downstream decodes nothing: make it without coded=True")
        self._started()

    def _frame(self, decoded: Decoded) -> Frame:
        """A decoded picture as it is handed out, now."""
        assert isinstance(decoded.frame, VideoFrame)  # noqa: S101 - nothing else is put there
        captured_at, now = self._captured_at(decoded), self._clock.now()
        return Frame(
            image=decoded.frame.image,
            sequence=decoded.frame.sequence,
            pts=seconds(decoded.frame.pts),
            captured_at=seconds(captured_at),
            latency=_since(captured_at, now),
        )

    def _run_of_sound(self, decoded: Decoded) -> Sound:
        """A decoded run of sound as it is handed out, now."""
        assert isinstance(decoded.frame, AudioFrame)  # noqa: S101 - nothing else is put there
        captured_at, now = self._captured_at(decoded), self._clock.now()
        return Sound(
            samples=decoded.frame.samples,
            sample_rate=decoded.frame.sample_rate,
            sequence=decoded.frame.sequence,
            pts=seconds(decoded.frame.pts),
            captured_at=seconds(captured_at),
            latency=_since(captured_at, now),
        )

    def _captured_at(self, decoded: Decoded) -> Micros:
        offset = self._downlink.sync.offset if self._downlink is not None else 0
        return Micros(decoded.frame.captured_at - offset)

    async def _run(self) -> None:
        reason: Exception | None = None
        try:
            async with AsyncExitStack() as stack:
                secret = await self._reach.media_secret()
                peer = self._reach.peer
                if peer is None:
                    end = await stack.enter_async_context(listening(self._reach.listen("receive"), self._clock))
                    self._end = end
                    await while_listening(end, self._receive(LocalWatch(end.hub, CABLE, self._clock, secret)))
                else:
                    trust, key = self._reach.trust, self._reach.key
                    key = key if peer.cable else None
                    watch = Watch(peer.url, self._clock, trust, "interactive", secret, key, self._credentials)
                    await self._receive(watch)
        except Exception as error:  # a fault of ours too: who receives must not wait for ever
            reason = error
            if self._connected is not None and not self._connected.done():
                raise
        finally:
            self._pictures.close(reason)
            self._sounds.close(reason)
            self._arrivals.packets.close(reason)

    async def _receive(self, downlink: Downlink) -> None:
        self._downlink = downlink
        if self._coded:
            await self._pass_on(downlink)
            return
        self._receiver = Receiver(
            downlink,
            self._clock,
            on_frame=self._decoded,
            on_event=self._heard,
            sink=self._keeping,
            newest=self._latest,
        )
        await self._receiver.run()

    async def _pass_on(self, downlink: Downlink) -> None:
        async with aclosing(downlink.events()) as events:
            async for event in events:
                match event:
                    case PacketsReceived():
                        self._arrivals.arrived(event, downlink.sync.offset)
                    case TracksChanged():
                        self._arrivals.described(event)
                    case _:
                        self._heard(event)

    def _heard(self, event: Event) -> None:
        if isinstance(event, Connected) and self._connected is not None and not self._connected.done():
            self._connected.set_result(None)
        elif isinstance(event, StateChanged):
            self._state = event.state

    def _decoded(self, decoded: Decoded) -> None:
        """Called in the decoding thread."""
        if isinstance(decoded.frame, AudioFrame):
            self._sounds.put(decoded)
            return
        main = self._receiver.main if self._receiver is not None else None
        if main is None or decoded.track.id == main.id:
            self._pictures.put(decoded)

    def _ask(self) -> None:
        if self._downlink is not None and not self._closed:
            self._asking = asyncio.create_task(self._downlink.request_keyframe(), name="footlight-ask-keyframe")


def _since(captured_at: Micros, now: Micros) -> float:
    """Seconds; none before the clocks are well compared, rather than less than none."""
    return max(0.0, seconds(Micros(now - captured_at)))
