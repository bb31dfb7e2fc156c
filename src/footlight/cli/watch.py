"""``footlight watch``: what is on a channel, decoded, measured and kept."""

from pathlib import Path
from typing import Annotated

import typer

from footlight.model.latency import LatencyClass


def watch(
    url: Annotated[str, typer.Argument(metavar="URL", help="The channel, like http://127.0.0.1:7700/lobby.")],
    no_window: Annotated[
        bool, typer.Option("--no-window", help="Only decode and measure; do not say where the picture can be seen.")
    ] = False,
    duration: Annotated[
        float | None, typer.Option(min=0.0, help="End after so many seconds. [at Ctrl-C]", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line; the last tells all.")] = False,
    record: Annotated[
        Path | None,
        typer.Option(metavar="FILE.mp4", help="Keep what comes, without coding again.", show_default=False),
    ] = None,
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
    pin: Annotated[
        str | None,
        typer.Option(metavar="sha256:HEX", help="The server's certificate; remembered.", show_default=False),
    ] = None,
) -> None:
    """Watch a channel: decode everything, and tell rate and true latency, until Ctrl-C.

    This release draws no window of its own: the picture is in the browser, at the address that is printed. A
    connection that is lost is made again for ever. The exit status is 0 only if pictures (or, of a broadcast
    without, sound) were decoded.

    A recording is a fragmented MP4: it survives a kill up to the last second. It goes on in the same file after
    a reconnect, gaps keeping their time; where the tracks change, FILE-2.mp4 begins. No file is overwritten.

    With --snapshot the picture as it is now is kept, and the command ends; where nothing is on it waits.

    \b
    Examples:
      footlight watch http://127.0.0.1:7700/lobby
      footlight watch 127.0.0.1:7700/lobby --no-window --duration 5 --json
      footlight watch https://example.org/lobby --record lobby.mp4
      footlight watch 127.0.0.1:7700/lobby --snapshot now.jpg --duration 5
    """
    from footlight.cli.connecting import secret_of, trust_of
    from footlight.cli.running import run_until_stopped
    from footlight.cli.snapshot import Snapshot
    from footlight.cli.watching import Watching
    from footlight.client.url import parse_url
    from footlight.errors import OptionInvalidError

    address = parse_url(url)
    if snapshot is not None:
        if record is not None:
            raise OptionInvalidError("--snapshot keeps one picture and leaves: give --record in a command of its own")
        glance = Snapshot(address, trust_of(pin), secret_of(secret, address.channel), snapshot, as_json=as_json)
        run_until_stopped(glance.run(duration))
        glance.conclude()
        return
    watching = Watching(
        address,
        trust_of(pin),
        latency,
        secret_of(secret, address.channel),
        as_json=as_json,
        tell_page=not no_window,
        record=record,
    )
    run_until_stopped(watching.run(duration))
    watching.conclude()
