"""``footlight demo``: a server and a broadcast of the test picture, in one program."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from footlight.app import Server
    from footlight.client.trust import Trust
    from footlight.client.url import ServerUrl
    from footlight.settings import Settings

CHANNEL = "demo"


def demo(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [127.0.0.1]", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 lets the system choose. [7700]", show_default=False)] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder of the database. [a temporary one, removed at the end]", show_default=False),
    ] = None,
) -> None:
    """Start a server with a live test picture on /demo, and open a browser on it where there is one.

    The picture moves, carries a clock, and beeps. The demo makes its own stream key in its data folder, and
    revokes it at the end. Ctrl-C ends it.

    \b
    Examples:
      footlight demo
      footlight demo --port 8080
    """
    import tempfile

    from footlight.cli.running import run_until_stopped
    from footlight.logs import configure_logs
    from footlight.settings import load_settings

    with tempfile.TemporaryDirectory(prefix="footlight-demo-") as temporary:
        settings = load_settings(None, {"host": host, "port": port, "data": data or Path(temporary)})
        # What a demo's server does is of no interest until something is wrong.
        configure_logs("warning", settings.log_format)
        run_until_stopped(_run(settings))


async def _run(settings: "Settings") -> None:
    from footlight.app import running
    from footlight.client.trust import Trust, parse_pin
    from footlight.model.channel import ChannelName

    async with running(settings) as server:
        key = await server.keys.new(ChannelName(CHANNEL))
        # Its own certificate, whoever signed it: nobody stands between a program and itself.
        trust = Trust(parse_pin(server.tls.fingerprint) if server.tls is not None else None)
        try:
            await _broadcast(server, key.secret, trust)
        finally:
            await server.keys.revoke(key.id)


async def _broadcast(server: "Server", secret: str, trust: "Trust") -> None:
    import asyncio

    from footlight.capture.source import CaptureOptions
    from footlight.capture.sources import TestSpec, open_source
    from footlight.cli.sending import SendingView
    from footlight.client.sending.publish import to_server
    from footlight.client.sending.sender import Sender
    from footlight.clock import SystemClock
    from footlight.codec.convert import use_one_thread

    use_one_thread()
    page = f"{server.url}/{CHANNEL}"
    view = SendingView(page, as_json=False)
    clock = SystemClock()
    source = await asyncio.to_thread(open_source, TestSpec(), CaptureOptions(), clock)
    address = own_address(server.listening.host, server.port, secure=server.tls is not None)
    uplink = to_server(address, secret, clock, trust=trust)
    sender = await asyncio.to_thread(lambda: Sender(uplink, [source], clock, on_event=view.heard))
    typer.echo(f"The demo is at {page}   (Ctrl-C ends it)")
    sending = asyncio.create_task(view.run(sender))
    stopping = asyncio.create_task(server.stopping.wait())
    try:
        await _open_browser(page)
        await asyncio.wait({sending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
    finally:
        stopping.cancel()
        sending.cancel()
        await asyncio.wait({sending})


def own_address(host: str, port: int, *, secure: bool) -> "ServerUrl":
    """Where this program reaches its own server, which listens on ``host``: all addresses are loopback's too."""
    import ipaddress

    from footlight.client.url import ServerUrl
    from footlight.model.channel import ChannelName

    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is not None and address.is_unspecified:
        host = "127.0.0.1" if address.version == 4 else "::1"
    return ServerUrl(secure, host, port, ChannelName(CHANNEL))


async def _open_browser(page: str) -> None:
    """Open the page where a person sits in front of this machine."""
    import asyncio
    import os
    import sys
    import webbrowser

    desktop = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    if desktop:
        await asyncio.to_thread(webbrowser.open, page)
