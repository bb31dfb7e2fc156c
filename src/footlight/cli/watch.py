"""``footlight watch``: what the other end sends, or is on a channel, decoded, measured and kept."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from footlight.cli.listenoption import DiscoverOption, HttpOption, ListenOption, OpenOption
from footlight.cli.peeroptions import PinOption
from footlight.cli.recordoption import RecordEveryOption, RecordOption, RecordTo, record_to
from footlight.model.latency import LatencyClass

if TYPE_CHECKING:
    from footlight.cli.watched import Watched
    from footlight.cli.watching import Watching
    from footlight.desktop.viewing import Viewing
    from footlight.model.clock import Clock


def watch(
    peer: Annotated[
        str | None,
        typer.Argument(
            metavar="HOST:PORT|URL",
            help="The end that sends and listens, like 192.168.1.5:7700, or a server's channel, like"
            " http://127.0.0.1:7700/lobby.",
            show_default=False,
        ),
    ] = None,
    listen: ListenOption = None,
    key: Annotated[
        str | None,
        typer.Option(
            help="What the end that listens wants to be shown, as it printed it. [env var: FOOTLIGHT_KEY]",
            show_default=False,
        ),
    ] = None,
    open: OpenOption = False,
    http: HttpOption = False,
    discover: DiscoverOption = False,
    no_window: Annotated[
        bool, typer.Option("--no-window", help="Only decode and measure; do not say where the picture can be seen.")
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser", help="Open the page in the browser, instead of a window.")
    ] = False,
    duration: Annotated[
        float | None, typer.Option(min=0.0, help="End after so many seconds. [at Ctrl-C]", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line; the last tells all.")] = False,
    record: RecordOption = None,
    record_every: RecordEveryOption = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(metavar="FILE.jpg|FILE.png", help="Keep one picture, and leave.", show_default=False),
    ] = None,
    latency: Annotated[
        LatencyClass, typer.Option(help="How soon you want it where the server is busy and gathers packets.")
    ] = "normal",
    secret: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS",
            envvar="FOOTLIGHT_SECRET",
            help="What the broadcast is encrypted with; nothing else is shown then.",
            show_default=False,
        ),
    ] = None,
    pin: PinOption = None,
) -> None:
    """Watch the other end, or a server's channel: decode everything, and tell rate and true latency, until Ctrl-C.

    It opens a window where the extra is installed that draws it (pip install 'footlight[desktop]'); else the picture
    is in the browser, at the address that is printed. A connection that is lost is made again for ever. The exit
    status is 0 only if pictures (or, of a broadcast without, sound) were decoded.

    \b
    Keys, in the window:
      f   full screen      1   original size      r   record, and end it     q   quit
      m   mute             0   fit                s   keep a snapshot        ?   all keys
      t   the chat of a server's channel

    Without an address it lists the senders on this network that began with --discover, and asks for one of them.

    With --listen it waits for one who sends, and then for the next: footlight send SOURCE --to HOST:PORT.

    A recording is a fragmented MP4: it survives a kill up to the last second. It goes on in the same file after
    a reconnect; gaps keep their time, and are told. Where the tracks change, and with --record-every when the time
    has come, FILE-2.mp4 begins. No file is overwritten.

    A channel that is not for everybody wants a token of somebody who may watch, FOOTLIGHT_TOKEN in the environment; its
    password is asked for in a terminal.

    With --snapshot the picture as it is now is kept, and the command ends; where nothing is on it waits.

    \b
    Examples:
      footlight watch 192.168.1.5:7700 --key fl_...
      footlight watch --listen 0.0.0.0:7700
      footlight watch 192.168.1.5:7700 --browser
      footlight watch http://127.0.0.1:7700/lobby
      footlight watch 127.0.0.1:7700/lobby --no-window --duration 5 --json
      footlight watch https://example.org/lobby --record lobby.mp4 --record-every 10m
      footlight watch 127.0.0.1:7700/lobby --snapshot now.jpg --duration 5
    """
    from footlight.cable.address import parse_peer
    from footlight.cli.cable import belong_together, one_place
    from footlight.cli.choosing import what_to_watch
    from footlight.cli.entering import let_in
    from footlight.cli.running import run_until_stopped
    from footlight.cli.snapshot import Snapshot
    from footlight.cli.viewer import chat_beside, show_in_window
    from footlight.clock import SystemClock
    from footlight.errors import OptionInvalidError

    belong_together(
        listen is not None,
        with_listen={"--open": open, "--http": http, "--discover": discover},
        without={"--pin": pin is not None, "--latency": latency != "normal"},
    )
    if snapshot is not None and browser:
        raise OptionInvalidError("--snapshot keeps one picture and leaves: it opens nothing, so leave --browser out")
    if snapshot is not None and record is not None:
        raise OptionInvalidError("--snapshot keeps one picture and leaves: give --record in a command of its own")
    keep = record_to(record, record_every)
    if peer is None and listen is None:
        in_window = snapshot is None and not (no_window or browser or as_json)
        peer, key, pin, secret = what_to_watch(in_window=in_window, as_json=as_json, key=key, pin=pin, secret=secret)
    one_place(peer, listen, "HOST:PORT")
    clock = SystemClock()
    where, seen = peer, not (no_window or as_json)

    def attempt(password: str | None) -> None:
        shown: Shown
        viewing = None
        if snapshot is not None:
            shown = Snapshot(snapshot, as_json=as_json)
        else:
            name = f"Incoming at {listen}" if where is None else _name(where)
            shown, viewing = _watching(clock, name, as_json=as_json, seen=seen, browser=browser, record=keep)
        if where is not None:
            work = _connect(
                where, shown, duration, clock, key=key, pin=pin, secret=secret, latency=latency, password=password
            )
        else:
            work = _listen(
                listen or "",
                shown,
                duration,
                clock,
                key=key,
                open=open,
                http=http,
                secret=secret,
                as_json=as_json,
                discover=discover,
            )
        if viewing is None:
            run_until_stopped(work)
        else:
            parsed = parse_peer(where) if where is not None else None
            chat = chat_beside(parsed.url, pin, password) if parsed is not None and not parsed.cable else None
            show_in_window(viewing, work, chat)
        shown.conclude()

    let_in(attempt)


class Shown(Protocol):
    """What is done with what comes: it is measured, or kept."""

    async def run(self, watched: "Watched", duration: float | None = None) -> None: ...

    def conclude(self) -> None: ...


def _name(peer: str) -> str:
    """What people call the other end, or the channel.

    Raises:
        UrlInvalidError, ChannelInvalidError: as of `parse_peer`.
    """
    from footlight.cable.address import parse_peer

    parsed = parse_peer(peer)
    return parsed.url.authority if parsed.cable else f"{parsed.url.channel} at {parsed.url.authority}"


def _watching(
    clock: "Clock", name: str, *, as_json: bool, seen: bool, browser: bool, record: RecordTo | None
) -> "tuple[Watching, Viewing | None]":
    """What measures; and what a window shows, where one can be opened and is wanted. ``seen``: somebody looks on."""
    from footlight.cli.viewer import open_viewing
    from footlight.cli.watching import Watching

    found = open_viewing(clock, name) if seen and not browser else None
    if found is None or isinstance(found, str):
        tell_page = seen or (browser and not as_json)
        return Watching(as_json=as_json, tell_page=tell_page, record=record, browser=browser, hint=found), None
    return Watching(as_json=as_json, tell_page=False, record=record, screen=found), found


async def _connect(
    text: str,
    shown: Shown,
    duration: float | None,
    clock: "Clock",
    *,
    key: str | None,
    pin: str | None,
    secret: str | None,
    latency: LatencyClass,
    password: str | None,
) -> None:
    from footlight.cable.address import parse_peer
    from footlight.cli.cable import key_for
    from footlight.cli.connecting import secret_of, trust_of
    from footlight.cli.entering import token
    from footlight.cli.watched import from_peer
    from footlight.client.credentials import Credentials

    peer = parse_peer(text)
    words = peer.secret or secret
    watched = from_peer(
        peer,
        clock,
        key=key_for(peer, key),
        trust=trust_of(pin),
        secret=secret_of(words, peer.url.channel),
        words=words,
        latency=latency,
        credentials=None if peer.cable else Credentials.of(token(), password),
    )
    await shown.run(watched, duration)


async def _listen(
    where: str,
    shown: Shown,
    duration: float | None,
    clock: "Clock",
    *,
    key: str | None,
    open: bool,
    http: bool,
    secret: str | None,
    as_json: bool,
    discover: bool,
) -> None:
    from footlight.cable.listening import while_listening
    from footlight.cable.ways import CABLE
    from footlight.cli.cable import listen_of
    from footlight.cli.connecting import secret_of
    from footlight.cli.status import StatusDisplay
    from footlight.cli.waiting import name_of, waiting
    from footlight.cli.watched import at_end

    media_secret = secret_of(secret, CABLE)
    options = listen_of("receive", where, key or os.environ.get("FOOTLIGHT_KEY"), open=open, http=http)
    display, name = StatusDisplay(as_json=as_json), name_of("receives") if discover else None
    async with waiting(options, clock, display, encrypted=secret is not None, name=name) as end:
        await while_listening(end, shown.run(at_end(end, CABLE, clock, media_secret, secret), duration))
