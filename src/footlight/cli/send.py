"""``footlight send``: screens, cameras, microphones and files to the other end, or to a channel."""

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.listenoption import DiscoverOption, HttpOption, ListenOption, OpenOption
from footlight.cli.peeroptions import JsonOption, KeyOption, PinOption, SecretOption
from footlight.cli.recordoption import RecordEveryOption, RecordOption, record_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from footlight.capture.source import CaptureOptions, Coded, Source
    from footlight.cli.destination import Destination
    from footlight.client.sending.lane import CodingOptions
    from footlight.client.sending.uplink import OpenUplink
    from footlight.model.clock import Clock


def send(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="screen[:N], screen:WxH+X+Y, window:TITLE, camera[:N|:NAME], mic[:NAME], system[:NAME],"
            " test, an address like rtsp://HOST/PATH, - (standard input) or a file. Several: one broadcast."
            " None: a window opens to choose in.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="HOST:PORT|URL",
            help="The end that receives and listens, like 192.168.1.5:7700, or a server's channel, like"
            " http://127.0.0.1:7700/lobby.",
            show_default=False,
        ),
    ] = None,
    listen: ListenOption = None,
    key: KeyOption = None,
    open: OpenOption = False,
    http: HttpOption = False,
    discover: DiscoverOption = False,
    secret: SecretOption = None,
    fps: Annotated[
        float | None, typer.Option(help="Pictures a second. [the source's own, else 30]", show_default=False)
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(metavar="WxH", help="Fit the picture into this. [as captured]", show_default=False),
    ] = None,
    cursor: Annotated[bool, typer.Option("--cursor/--no-cursor", help="Show a screen's pointer.")] = True,
    max_bitrate: Annotated[
        str | None,
        typer.Option(
            metavar="BITS",
            help="The most bits a second of each picture, like 4M or 2500k. [by its size]",
            show_default=False,
        ),
    ] = None,
    min_fps: Annotated[float, typer.Option(help="Pictures a second that even a narrow network leaves.")] = 5.0,
    preset: Annotated[
        str, typer.Option(help="Work spent on a picture: ultrafast, superfast, veryfast, faster, fast or medium.")
    ] = "ultrafast",
    codec: Annotated[
        str,
        typer.Option(
            metavar="auto|h264|copy|jpeg|raw|bgr",
            help="How pictures travel: H.264; as they come, where they are coded already; JPEG; raw; BGR.",
        ),
    ] = "auto",
    quality: Annotated[
        int, typer.Option(help="Of pictures at best, 1 to 100: JPEG's own; H.264 takes it without --max-bitrate.")
    ] = 80,
    sound: Annotated[
        str,
        typer.Option(metavar="mixed|tracks", help="The sound of several sources in one track, or in a track each."),
    ] = "mixed",
    gain: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOUND=DB",
            help="How loud a sound is sent, like system=-12 (decibels); repeatable. [as it comes]",
            show_default=False,
        ),
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="Begin a file again at its end.")] = False,
    when_closed: Annotated[
        str, typer.Option(metavar="end|wait", help="When a window closes: end, or wait for one of its title.")
    ] = "end",
    record: RecordOption = None,
    record_every: RecordEveryOption = None,
    take_over: Annotated[bool, typer.Option("--take-over", help="Replace whoever is live on the channel.")] = False,
    echoed: Annotated[
        bool, typer.Option("--display", help="Show the main picture in a window here, as it is captured.")
    ] = False,
    as_json: JsonOption = False,
    pin: PinOption = None,
) -> None:
    """Send sources to the other end, or to a server's channel, until they end, or until Ctrl-C.

    With --listen it waits for those who watch: footlight watch HOST:PORT, or any browser; with --discover as well,
    footlight watch finds it on this network. Without --to and --listen it asks for one of the receivers that it
    finds. Without a source a window opens, which shows what there is to choose from.

    To a server's channel sends who has its stream key, or who may send to it themselves, by a token with the scope
    publish: FOOTLIGHT_TOKEN in the environment.

    A connection that is lost is made again for ever. Drops are pictures left out because the machine or the
    network was too slow; latency is from capture to the network's hands. A network that is too narrow costs
    bitrate first, then pictures a second, then their size; all of it comes back with the network.

    A recording is what leaves the encoder: whole, whatever the network takes, and not encrypted.

    \b
    Keys, in a terminal, or with --display in the window:
      + -   more or less quality        m   mute, and sound again
      ] [   larger or smaller           r   another source for the main picture
      > <   more or fewer pictures      ?   these keys

    \b
    Examples:
      footlight send screen mic --listen 0.0.0.0:7700
      footlight send --listen 0.0.0.0:7700
      footlight send screen mic --listen 0.0.0.0:7700 --discover
      footlight send camera mic --to 192.168.1.5:7700 --key fl_...
      footlight send screen mic --to http://127.0.0.1:7700/lobby --key fl_...
      footlight send screen camera mic --fps 30 --size 1920x1080 --to https://example.org/lobby
      footlight send window:Editor mic system --gain system=-12 --to http://127.0.0.1:7700/lobby
      footlight send screen mic --to https://example.org/lobby --secret 'four words that nobody guesses'
      footlight send camera mic --to 192.168.1.5:7700 --record talk.mp4 --record-every 10m
      footlight send holiday.mp4 --loop --to http://127.0.0.1:7700/lobby
      footlight send rtsp://NAME:PASSWORD@camera.example/stream1 --to http://127.0.0.1:7700/lobby
    """
    from footlight.capture.source import WHEN_CLOSED, CaptureOptions
    from footlight.cli.cable import belong_together, one_place
    from footlight.cli.choosing import chosen_sources, see_that_one_can_choose
    from footlight.cli.discovered import offered
    from footlight.cli.echo import open_echo, run_echoed
    from footlight.cli.hints import with_token_hint
    from footlight.cli.keys import Keys
    from footlight.cli.quantities import one_of, parse_bitrate, parse_gains, parse_size
    from footlight.cli.recording import recording
    from footlight.cli.sending import SendingView
    from footlight.cli.status import StatusDisplay
    from footlight.cli.terminal import terminal
    from footlight.client.sending.lane import SEND_CODECS, CodingOptions
    from footlight.client.sending.sender import Sender
    from footlight.client.sending.sound import SOUND_WAYS, SoundOptions
    from footlight.clock import SystemClock
    from footlight.codec.convert import use_one_thread
    from footlight.codec.encoders import PRESETS
    from footlight.errors import FootlightError

    belong_together(
        listen is not None,
        with_listen={"--open": open, "--http": http, "--discover": discover},
        without={"--pin": pin is not None, "--take-over": take_over},
    )
    see_that_one_can_choose(sources or (), as_json=as_json)
    if to is None and listen is None:
        to, key, pin = offered("receive", "footlight send SOURCE --to", as_json=as_json, key=key, pin=pin)
    one_place(to, listen, "--to HOST:PORT")
    clock = SystemClock()
    keep = record_to(record, record_every)
    display = StatusDisplay(as_json=as_json)
    view = SendingView(as_json=as_json, display=display)
    use_one_thread()
    coding = CodingOptions(
        max_bitrate=parse_bitrate(max_bitrate) if max_bitrate is not None else None,
        preset=one_of("--preset", preset, PRESETS),
        codec=one_of("--codec", codec, SEND_CODECS),
        quality=quality,
        min_fps=min_fps,
    )
    sounds = SoundOptions(one_of("--sound", sound, SOUND_WAYS) == "tracks", parse_gains(gain or ()))
    capture = CaptureOptions(
        fps=fps,
        size=parse_size(size) if size is not None else None,
        cursor=cursor,
        loop=loop,
        when_closed=one_of("--when-closed", when_closed, WHEN_CLOSED),
        coded=coded_for(coding, fps, size),
        on_notice=view.noticed,
    )
    texts = chosen_sources(sources or (), clock)
    name = _name(texts) if discover else None
    place = (
        _listening(listen, clock, key=key, secret=secret, open=open, http=http, as_json=as_json, name=name)
        if listen is not None
        else _connecting(to or "", clock, key=key, secret=secret, pin=pin, take_over=take_over)
    )
    echo = open_echo(" ".join(texts)) if echoed else None
    screen = None if as_json else terminal() if echo is None else echo.keys
    keys = None if screen is None else Keys(screen, lambda text: open_sources([text], capture, clock)[0])
    opened = open_sources(texts, capture, clock)

    def open_sender(uplink: "OpenUplink") -> Sender:
        sender = Sender(uplink, opened, clock, coding=coding, sound=sounds, on_event=view.heard)
        if echo is not None:
            sender.show_to(echo.look)
        return sender

    async def work() -> None:
        async with place as destination:
            view.show_at(destination.page, destination.where, encrypted=destination.encrypted)
            with recording(keep, display) as kept:
                sender = await asyncio.to_thread(open_sender, kept.around(destination.uplink))
                await destination.keep(kept.during(view.run(sender, keys)))

    try:
        run_echoed(echo, work(), before_abort=screen.close if screen is not None else lambda: None)
    except FootlightError as error:
        raise with_token_hint(error) from error.__cause__
    finally:
        for source in opened:
            source.close()


def _name(texts: "Sequence[str]") -> str:
    # Imported here, for the server that it brings along is slow to load, and the window to choose in need not wait.
    from footlight.cli.waiting import kinds_of, name_of

    return name_of(kinds_of(texts))


def _connecting(
    to: str, clock: "Clock", *, key: str | None, secret: str | None, pin: str | None, take_over: bool
) -> "AbstractAsyncContextManager[Destination]":
    from footlight.cable.address import parse_peer
    from footlight.cli.connecting import secret_of, trust_of
    from footlight.cli.destination import to_peer
    from footlight.cli.entering import token

    peer = parse_peer(to)
    media_secret = secret_of(peer.secret or secret, peer.url.channel)
    destination = to_peer(
        peer, clock, key=key, token=token(), trust=trust_of(pin), take_over=take_over, secret=media_secret
    )
    return nullcontext(destination)


def _listening(
    listen: str,
    clock: "Clock",
    *,
    key: str | None,
    secret: str | None,
    open: bool,
    http: bool,
    as_json: bool,
    name: str | None,
) -> "AbstractAsyncContextManager[Destination]":
    from footlight.cable.ways import CABLE
    from footlight.cli.cable import listen_of
    from footlight.cli.connecting import secret_of
    from footlight.cli.destination import to_whoever_comes
    from footlight.cli.status import StatusDisplay

    options = listen_of("send", listen, key, open=open, http=http)
    return to_whoever_comes(options, clock, StatusDisplay(as_json=as_json), secret_of(secret, CABLE), name)


def coded_for(coding: "CodingOptions", fps: float | None, size: str | None) -> "Coded":
    """What becomes of pictures that are coded already: a rate, a size or a bitrate means that they are coded again."""
    if coding.codec == "copy":
        return "copy"
    as_it_is = fps is None and size is None and coding.max_bitrate is None
    return "fit" if coding.codec == "auto" and as_it_is else "decode"


def open_sources(texts: "Sequence[str]", options: "CaptureOptions", clock: "Clock") -> "list[Source]":
    """Open every source, or none.

    Raises:
        FootlightError: one of them cannot be opened.
    """
    from footlight.capture.sources import open_source, parse_source

    specs = [parse_source(text) for text in texts]
    opened: list[Source] = []
    try:
        for spec in specs:
            opened.append(open_source(spec, options, clock))
    except BaseException:
        for source in opened:
            source.close()
        raise
    return opened
