"""``footlight serve``: a server until Ctrl-C."""

import gc
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from footlight.app import Server
    from footlight.settings import Settings

FIRST_CHANNEL = "lobby"
"""The channel of the key that the first start beyond loopback makes."""
_GARBAGE: Final = (10_000, 5, 100)
"""When Python looks for garbage: among the newest objects after so many of them, among what this left after so many
looks, and among all after so many of these: five million objects. It would look among all as soon as they are a quarter
more: while ten thousand people came to a chat that held everything up a dozen times, at last for over a second."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [127.0.0.1]", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 lets the system choose. [7700]", show_default=False)] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder of the database. [./footlight-data]", show_default=False)
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings file. [./footlight.toml, if there is one]", show_default=False)
    ] = None,
    http: Annotated[
        bool | None,
        typer.Option("--http", help="Speak plain http beyond loopback too: behind a proxy.", show_default=False),
    ] = None,
) -> None:
    """Run a server: pages, publishers and viewers on one port, until Ctrl-C.

    Options win over FOOTLIGHT_ variables, and those over the settings file. SIGHUP makes it read them again.

    \b
    Examples:
      footlight serve
      footlight serve --host 0.0.0.0 --port 443 --config /etc/footlight.toml
      footlight serve --host 0.0.0.0 --http
    """
    from footlight.cli.running import run_until_stopped
    from footlight.logs import configure_logs
    from footlight.settings import load_settings

    def load() -> "Settings":
        return load_settings(config, {"host": host, "port": port, "data": data, "http": http})

    settings = load()
    configure_logs(settings.log_level, settings.log_format)
    raise_open_files()
    run_until_stopped(_serve(settings, load))


async def _serve(settings: "Settings", load: "Callable[[], Settings]") -> None:
    from footlight.app import running
    from footlight.cli.signals import reload_signal
    from footlight.cli.systemd import notify
    from footlight.store.whole import to_its_end

    async with running(settings) as server:
        with reload_signal(lambda: _reload(server, load)):
            # It writes, and that takes moments.
            await to_its_end(announce(server))
            # What a server is made of is never garbage: to look through it again and again holds up everybody.
            gc.collect()
            gc.freeze()
            gc.set_threshold(*_GARBAGE)
            notify("READY=1")
            try:
                # Also set where a part of the server failed; the failure is raised when the block ends.
                await server.stopping.wait()
            finally:
                notify("STOPPING=1")


def _reload(server: "Server", load: "Callable[[], Settings]") -> None:
    from footlight.errors import FootlightError
    from footlight.logs import logger

    try:
        server.reloader.take(load())
    except FootlightError as error:
        logger(__name__).error("settings not taken up: those before hold", code=error.code, error=str(error))


async def announce(server: "Server") -> None:
    """Say where the server is, what is needed to publish to it, and how it gets its owner."""
    typer.echo(f"Footlight is at {server.url}   (Ctrl-C stops it)")
    if server.tls is not None:
        typer.echo(f"Certificate fingerprint: {server.tls.fingerprint}")
        if server.tls.self_signed:
            typer.echo("It is self-signed: browsers ask once, Footlight's own clients take --pin with the fingerprint.")
    if not await server.keys.list():
        await _announce_first_key(server)
    set_up = await server.invitations.set_up()
    if set_up is not None:
        typer.echo(
            "Nobody runs this site yet. Open this link within 24 hours to make its owner's account; it works once:"
        )
        typer.echo(f"  {server.url}/set-up#{set_up.secret}")


async def _announce_first_key(server: "Server") -> None:
    from footlight.model.channel import channel_name

    if server.listening.loopback:
        typer.echo("To publish, make a stream key first: footlight key new CHANNEL")
        return
    key = await server.keys.new(channel_name(FIRST_CHANNEL))
    pin = f" --pin {server.tls.fingerprint}" if server.tls is not None and server.tls.self_signed else ""
    typer.echo("A first stream key, shown this once. Publish with:")
    typer.echo(f"  footlight send screen --to {server.url}/{FIRST_CHANNEL} --key {key.secret}{pin}")


def raise_open_files() -> None:
    """Let this process open as many files as the system allows: each viewer is one, and the usual is 1,024."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS says unlimited and then refuses it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
