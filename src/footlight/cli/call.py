"""``footlight call``: both ends send and receive."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.listenoption import DiscoverOption, HttpOption, ListenOption, OpenOption
from footlight.cli.peeroptions import JsonOption, KeyOption, PinOption, SecretOption
from footlight.cli.recordoption import RecordEveryOption, RecordOption, record_to

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from footlight.cli.calling import Line
    from footlight.cli.status import StatusDisplay
    from footlight.model.clock import Clock


def call(
    peer: Annotated[
        str | None,
        typer.Argument(metavar="HOST:PORT", help="The end that listens, like 192.168.1.5:7700.", show_default=False),
    ] = None,
    listen: ListenOption = None,
    send: Annotated[
        list[str] | None,
        typer.Option(
            "--send",
            metavar="SOURCE",
            help="What to send, as footlight send takes it; repeatable. [camera and mic]",
            show_default=False,
        ),
    ] = None,
    key: KeyOption = None,
    open: OpenOption = False,
    http: HttpOption = False,
    discover: DiscoverOption = False,
    secret: SecretOption = None,
    record: RecordOption = None,
    record_every: RecordEveryOption = None,
    as_json: JsonOption = False,
    pin: PinOption = None,
) -> None:
    """Send and receive at once, until Ctrl-C: one end listens, and the other calls it.

    Camera and microphone go out unless --send says otherwise. What comes in is in the browser, at the address that
    is printed. A connection that is lost is made again for ever. The keys are those of footlight send.

    With --record FILE.mp4 what comes in is kept there, and what goes out in FILE-sent.mp4.

    \b
    Examples:
      footlight call --listen 0.0.0.0:7700
      footlight call 192.168.1.5:7700 --key fl_...
      footlight call 192.168.1.5:7700 --send screen --send mic --key fl_...
      footlight call 192.168.1.5:7700 --record talk.mp4
    """
    from footlight.capture.source import CaptureOptions
    from footlight.cli.cable import belong_together, one_place
    from footlight.cli.calling import Call
    from footlight.cli.discovered import offered
    from footlight.cli.keys import Keys
    from footlight.cli.running import run_until_stopped
    from footlight.cli.send import open_sources
    from footlight.cli.status import StatusDisplay
    from footlight.cli.terminal import terminal
    from footlight.cli.waiting import kinds_of, name_of
    from footlight.client.sending.sender import Sender
    from footlight.clock import SystemClock
    from footlight.codec.convert import use_one_thread

    belong_together(
        listen is not None,
        with_listen={"--open": open, "--http": http, "--discover": discover},
        without={"--pin": pin is not None},
    )
    if peer is None and listen is None:
        peer, key, pin = offered("both", "footlight call", as_json=as_json, key=key, pin=pin)
    one_place(peer, listen, "HOST:PORT")
    keep = record_to(record, record_every)
    clock, display = SystemClock(), StatusDisplay(as_json=as_json)
    sources = send or ("camera", "mic")
    name = name_of(f"call, {kinds_of(sources)}") if discover else None
    line = (
        _answering(listen, clock, display, key=key, secret=secret, open=open, http=http, name=name)
        if listen is not None
        else _calling(peer or "", clock, key=key, secret=secret, pin=pin)
    )
    use_one_thread()
    conversation = Call(display, as_json=as_json, record=keep)
    capture = CaptureOptions(coded="fit", on_notice=conversation.noticed)
    screen = terminal() if not as_json else None
    keys = None if screen is None else Keys(screen, lambda text: open_sources([text], capture, clock)[0])
    opened = open_sources(sources, capture, clock)

    async def work() -> None:
        async with line as there:
            with conversation.recording_sent() as kept:
                uplink = kept.around(there.destination.uplink)
                sender = await asyncio.to_thread(Sender, uplink, opened, clock, on_event=conversation.heard)
                await there.destination.keep(kept.during(conversation.run(sender, there, keys)))

    try:
        run_until_stopped(work(), before_abort=screen.close if screen is not None else lambda: None)
    finally:
        for source in opened:
            source.close()
    conversation.conclude()


def _calling(
    text: str, clock: "Clock", *, key: str | None, secret: str | None, pin: str | None
) -> "AbstractAsyncContextManager[Line]":
    from footlight.cable.address import parse_peer
    from footlight.cli.calling import calling
    from footlight.cli.connecting import trust_of

    return calling(parse_peer(text), clock, key=key, trust=trust_of(pin), secret=secret)


def _answering(
    where: str,
    clock: "Clock",
    display: "StatusDisplay",
    *,
    key: str | None,
    secret: str | None,
    open: bool,
    http: bool,
    name: str | None,
) -> "AbstractAsyncContextManager[Line]":
    from footlight.cli.cable import listen_of
    from footlight.cli.calling import answering

    return answering(listen_of("both", where, key, open=open, http=http), clock, display, secret=secret, name=name)
