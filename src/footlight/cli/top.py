"""``footlight top``: what goes on on a server, live in the terminal."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from footlight.cli.peeroptions import PinOption

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_LEAST_SECONDS: Final = 0.2


def top(
    url: Annotated[str, typer.Argument(metavar="URL", help="The server, like http://127.0.0.1:7700.")],
    every: Annotated[float, typer.Option(min=_LEAST_SECONDS, help="Seconds between two looks.")] = 1.0,
    once: Annotated[bool, typer.Option("--once", help="Print what one interval brings, and leave.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a look instead.")] = False,
    pin: PinOption = None,
) -> None:
    """Show a server's broadcasts, viewers, bytes and latencies as they change, until Ctrl-C.

    Rates are those of the last interval. Latency is from capture to the hand-over to viewers' connections. A
    server that goes away is asked again until it is back.

    \b
    Examples:
      footlight top http://127.0.0.1:7700
      footlight top https://example.org --every 5
      footlight top 127.0.0.1 --once --json
    """
    import json
    import time

    from rich.console import Console

    from footlight.cli.connecting import trust_of
    from footlight.cli.signals import Interrupts
    from footlight.cli.toppage import as_object, lost_page, page
    from footlight.client.http import HttpClient
    from footlight.client.overview import look
    from footlight.client.url import parse_server
    from footlight.clock import SystemClock
    from footlight.errors import ConnectionFailedError, NotFootlightError

    server, clock, console = parse_server(url), SystemClock(), Console()
    client, interrupts = HttpClient(server, trust_of(pin)), Interrupts()
    living = _Living(console) if console.is_terminal and not (once or as_json) else None
    try:
        with interrupts.remembered():
            before = look(client, clock)
            while not interrupts.pressed:
                time.sleep(every)
                try:
                    now = look(client, clock)
                except (ConnectionFailedError, NotFootlightError) as error:  # the second: a proxy whose server is away
                    if living is None:
                        raise
                    living.show(lost_page(server.base, error))
                    continue
                if as_json:
                    typer.echo(json.dumps(as_object(before, now)))
                elif living is not None:
                    living.show(page(server.base, before, now))
                else:
                    console.print(page(server.base, before, now))
                if once:
                    return
                before = now
    except KeyboardInterrupt:
        return  # the way to end it
    finally:
        client.close()
        if living is not None:
            living.close()


class _Living:
    """A page that takes the place of the one before, on a screen of its own that leaves nothing behind."""

    def __init__(self, console: "Console") -> None:
        from rich.live import Live

        self._live = Live(console=console, screen=True, auto_refresh=False)
        self._live.start()

    def show(self, page: "RenderableType") -> None:
        self._live.update(page, refresh=True)

    def close(self) -> None:
        self._live.stop()
