"""A program's pictures and sound to whoever watches: all of `Upstream` but how its start and its end are waited for."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from footlight.cable.address import check_key
from footlight.cable.given import GivenPictures, GivenSound
from footlight.cable.inbox import Inbox
from footlight.cable.keeping import Keeping
from footlight.cable.listening import listening, while_listening
from footlight.cable.localpublisher import to_hub
from footlight.cable.passing import MOST_WAITING, CodedPacket, Passing
from footlight.cable.reach import Reach, Terms
from footlight.cable.stats import UpstreamStats
from footlight.cable.stream import Stream
from footlight.cable.ways import CABLE
from footlight.capture.source import Source
from footlight.client.credentials import Credentials
from footlight.client.events import Connected, Lost
from footlight.client.recording.recordeduplink import recorded
from footlight.client.sending.lane import MAX_FPS, MIN_FPS, CodingOptions
from footlight.client.sending.publish import to_server
from footlight.client.sending.sender import Sender
from footlight.client.sending.uplink import OpenUplink, Uplink
from footlight.client.url import DEFAULT_PORT
from footlight.codec.pictures import DEFAULT_QUALITY, PictureCodec
from footlight.errors import OptionInvalidError, StreamClosedError
from footlight.model.frame import PixelFormat
from footlight.model.units import seconds

DEFAULT_FPS: Final = 30.0

_LAST_SECONDS: Final = 5.0
"""For what was given and is not sent yet, where the other end is slow or away."""


class Sending(Stream):
    """Sends numpy pictures, and sound."""

    def __init__(
        self,
        address: str = "127.0.0.1",
        port: int = DEFAULT_PORT,
        *,
        to: str | None = None,
        key: str | None = None,
        token: str | None = None,
        pin: str | None = None,
        secret: str | None = None,
        codec: PictureCodec = "h264",
        fps: float = DEFAULT_FPS,
        quality: int = DEFAULT_QUALITY,
        max_bitrate: int | None = None,
        sound: tuple[int, int] | None = None,
        coded: bool = False,
        on_keyframe: Callable[[], object] | None = None,
        open: bool = False,
        http: bool = False,
    ) -> None:
        """Say where and how to send; nothing happens before `start`.

        Args:
            address, port: where to listen for who watches; port 0 lets the system choose.
            to: instead of listening, connect: ``HOST:PORT`` of an end that listens, or the URL of a server's channel.
            key: what a watcher must show, or what the other end wants to be shown.
            token: of a person who may send to a server's channel, in place of its key.
            pin: the fingerprint of the other end's certificate, ``sha256:...``.
            secret: words that encrypt all media end to end; who watches must know them.
            codec: ``h264`` for any network; ``jpeg``, ``raw`` or ``bgr`` for the least delay on a wide one.
            fps: pictures a second that will be given, about.
            quality: 1 to 100.
            max_bitrate: bits a second; None: by size, rate and quality.
            sound: sample rate and channels of what `stream_sound` will be given; None: there is no sound.
            coded: what is sent comes coded, by `stream_packet`.
            on_keyframe: with ``coded``: called whenever somebody needs a keyframe, who joins for instance; on the event
                loop that sends, so it must not wait.
            open: listening beyond this machine, ask nobody for a key.
            http: listening beyond this machine, do without encryption on the way.

        Raises:
            OptionInvalidError, UrlInvalidError, ChannelInvalidError: an argument that cannot be.
            KeyMissingError: a server's channel, and neither key nor token.
        """
        if codec not in get_args(PictureCodec):
            raise OptionInvalidError(f"there is no codec {codec!r}: give one of {', '.join(get_args(PictureCodec))}")
        if not MIN_FPS <= fps <= MAX_FPS:
            raise OptionInvalidError(f"{fps:g} pictures a second cannot be: give fps {MIN_FPS:g} to {MAX_FPS:g}")
        if coded and sound is not None:
            raise OptionInvalidError("sound and coded do not go together: sound comes as coded packets too")
        if on_keyframe is not None and not coded:
            raise OptionInvalidError("on_keyframe goes with coded: what is coded here has its keyframes by itself")
        terms = Terms(key, pin, secret, open=open, http=http)
        reach = Reach.to(to, terms) if to is not None else Reach.listening(address, port, terms)
        self._credentials = Credentials.of(token, None)
        if self._credentials is not None and (reach.peer is None or reach.peer.cable):
            raise OptionInvalidError("token is for a server's channel: a cable's end takes key")
        if self._credentials is not None and reach.key is not None:
            raise OptionInvalidError("a server's channel takes a key or a token: give one of them")
        if reach.peer is not None:
            check_key(reach.peer, reach.key, token)
        super().__init__(reach)
        self._coding = CodingOptions(max_bitrate, codec=codec, quality=quality)
        self._pictures = GivenPictures(self._clock, codec, fps)
        self._sound = GivenSound(self._clock, *sound) if sound is not None else None
        self._coded = coded
        self._on_keyframe = on_keyframe
        self._keeping = Keeping()
        self._want_keyframe: Callable[[], None] = lambda: None
        self._passing: Passing | None = None
        self._given = asyncio.Event()
        self._packets: Inbox[CodedPacket] = Inbox(MOST_WAITING)
        self._sender: Sender | None = None
        self._failure: Exception | None = None
        self._told = False

    def stream_frame(self, frame: NDArray[np.uint8], pixel_format: PixelFormat = "bgr") -> None:
        """Send a picture; from any thread, one after the other. It never waits for the network or the encoder.

        What you do to the array afterwards changes nothing. A picture that is too old when its turn comes is
        dropped, and counted in `stats`.

        Args:
            frame: uint8, (height, width, 3) for bgr and rgb, (height, width, 4) for bgra, (height, width) for gray.
                Another size than before is another generation of the stream; it goes on.
            pixel_format: what its numbers mean.

        Raises:
            FrameInvalidError: no picture of that format.
            PictureSizeError: smaller than 16 x 16, or larger than 4096 x 2304.
            StreamClosedError: it is closed, or not started.
            FootlightError: sending failed: the other end is not there, does not know the key, went for good.
        """
        self._check()
        self._must_be(coded=False)
        self._pictures.put(frame, pixel_format)
        self._begin()

    def stream_sound(self, samples: NDArray[np.float32]) -> None:
        """Send a run of sound that has just been taken; from any thread. The broadcast begins with its first picture.

        Args:
            samples: float32, (samples, channels), -1 to 1.

        Raises:
            OptionInvalidError: ``sound`` was not given.
            FrameInvalidError: no sound of that format.
            StreamClosedError, FootlightError: as of `stream_frame`.
        """
        self._check()
        self._must_be(coded=False)
        if self._sound is None:
            raise OptionInvalidError("this Upstream has no sound: make it with sound=(sample rate, channels)")
        self._sound.put(samples)

    def stream_packet(self, coded: CodedPacket) -> None:
        """Send a packet as it is, as `Downstream.packets` gives it; from one thread. It never waits.

        A track begins at a keyframe; where packets are missing it goes on at the next.

        Raises:
            OptionInvalidError: it was not made with ``coded=True``.
            StreamClosedError, FootlightError: as of `stream_frame`.
        """
        self._check()
        self._must_be(coded=True)
        self._packets.put(coded)
        self._begin()

    @property
    def url(self) -> str:
        """Where a browser, or a `Downstream`, sees it: the key is in the fragment where one is needed.

        Raises:
            StreamClosedError: it listens, and was not started.
        """
        if self._reach.peer is None:
            return self._listening().url
        return self._reach.peer.url.page if not self._reach.peer.cable else f"{self._reach.peer.url.base}/"

    async def _start(self) -> None:
        started: asyncio.Future[None] = self._begins().create_future()
        self._task = asyncio.create_task(self._run(started), name="footlight-upstream")
        await asyncio.wait({self._task, started}, return_when=asyncio.FIRST_COMPLETED)
        if not started.done():
            self._told = True
            self._task.result()

    async def _keep(self, path: str | Path | None, every: float | None) -> None:
        self._check()
        await self._keeping.record(path, every)
        if path is not None:
            self._want_keyframe()

    async def _close(self, *, told: bool = False) -> None:
        """``told``: the program has an error to look at already."""
        self._told = self._told or told
        self._closed = True
        if self._task is None:
            return
        await self._finish(self._task)
        try:
            await self._keeping.end()
        except Exception as error:
            self._failure = self._failure or error
        if self._failure is not None and not self._told:
            self._told = True
            raise self._failure

    async def _finish(self, task: asyncio.Task[None]) -> None:
        self._pictures.close()
        if self._sound is not None:
            self._sound.close()
        self._packets.close()
        if self._pictures.given or self._given.is_set():
            await asyncio.wait({task}, timeout=_LAST_SECONDS)
        task.cancel()
        await asyncio.wait({task})

    def _stats(self) -> UpstreamStats:
        if self._passing is not None:
            return replace(self._passing.stats, files=self._keeping.files, gaps=self._keeping.gaps)
        status = self._sender.status() if self._sender is not None else None
        latency = status.latency if status is not None else None
        return UpstreamStats(
            frames=self._pictures.given,
            sent=status.pictures if status is not None else 0,
            dropped=self._pictures.dropped + (status.drops if status is not None else 0),
            sent_bytes=status.sent_bytes if status is not None else 0,
            viewers=status.viewers if status is not None else None,
            latency=seconds(latency) if latency is not None else None,
            files=self._keeping.files,
            gaps=self._keeping.gaps,
        )

    def _check(self) -> None:
        if self._failure is not None:
            self._told = True
            raise self._failure
        if self._closed:
            raise StreamClosedError("this stream is closed: make another Upstream")
        self._started()

    def _must_be(self, *, coded: bool) -> None:
        if coded and not self._coded:
            raise OptionInvalidError("this Upstream codes pictures itself: make it with coded=True to pass packets on")
        if self._coded and not coded:
            raise OptionInvalidError("this Upstream passes coded packets on: make it without coded=True to send these")

    def _begin(self) -> None:
        if not self._given.is_set():
            self._started().call_soon_threadsafe(self._given.set)

    async def _run(self, started: asyncio.Future[None]) -> None:
        try:
            async with AsyncExitStack() as stack:
                secret = await self._reach.media_secret()
                if self._reach.peer is None:
                    self._end = await stack.enter_async_context(listening(self._reach.listen("send"), self._clock))
                    started.set_result(None)
                    await while_listening(self._end, self._send(to_hub(self._end.hub, CABLE, self._clock, secret)))
                else:
                    started.set_result(None)
                    await self._send(
                        to_server(
                            self._reach.peer.url,
                            self._reach.key,
                            self._clock,
                            trust=self._reach.trust,
                            secret=secret,
                            credentials=self._credentials,
                        )
                    )
        except Exception as error:  # a fault of ours too: who streams must not go on for nothing
            self._failure = error
            if not started.done():
                raise

    def _kept(self, open_uplink: OpenUplink) -> OpenUplink:
        """The same uplink, whose packets are recorded too whenever that is wanted."""
        keep = recorded(open_uplink, self._keeping)

        def open_kept(*, on_keyframe: Callable[[], None], on_event: Callable[[Connected | Lost], None]) -> Uplink:
            self._want_keyframe = on_keyframe
            return keep(on_keyframe=on_keyframe, on_event=on_event)

        return open_kept

    async def _send(self, uplink: OpenUplink) -> None:
        await self._given.wait()
        uplink = self._kept(uplink)
        if self._coded:
            self._passing = Passing(uplink, self._packets, asyncio.get_running_loop(), self._on_keyframe)
            await self._passing.run()
            return
        sources: list[Source] = [self._pictures]
        if self._sound is not None:
            sources.append(self._sound)
        sender = await asyncio.to_thread(partial(Sender, uplink, sources, self._clock, coding=self._coding))
        self._sender = sender
        await sender.run()
