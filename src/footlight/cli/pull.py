"""``footlight pull``: which broadcasts a server fetches itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.storing import ConfigOption, DataOption, open_for

if TYPE_CHECKING:
    from footlight.ingest.pull.sources import PullInfo, PullSources

pull_app = typer.Typer(no_args_is_help=True, help="Let a server fetch a channel's broadcast itself.")

Channel = Annotated[str, typer.Argument(help="The channel.")]


@asynccontextmanager
async def _sources(data: Path | None, config: Path | None, *, make: bool = False) -> AsyncIterator["PullSources"]:
    from footlight.clock import SystemClock
    from footlight.ingest.pull.sources import PullSources

    async with open_for(data, config, make=make) as (settings, store):
        yield PullSources(store, SystemClock(), settings.limits.pulls)


@pull_app.command("set")
def set_source(
    channel: Channel,
    url: Annotated[str, typer.Argument(metavar="URL", help="rtsp, rtsps, http, https, tcp or udp.")],
    data: DataOption = None,
    config: ConfigOption = None,
) -> None:
    """Fetch CHANNEL's broadcast from URL, from now on and after every restart.

    A running server begins within a second. It fetches from public addresses, and from networks that its setting
    pull_allow names. A name and a password go into the URL: they are kept in the data folder, and shown nowhere.

    \b
    Examples:
      footlight pull set yard rtsp://user:password@camera.example/stream1
      footlight pull set news https://example.org/live/index.m3u8
    """
    from footlight.ingest.pull.gateway import parse_pull_url
    from footlight.model.channel import channel_name

    name, source = channel_name(channel), parse_pull_url(url)

    async def keep() -> None:
        async with _sources(data, config, make=True) as sources:
            await sources.set(name, source)

    asyncio.run(keep())
    typer.echo(f"{name} is pulled from {source.shown}")


@pull_app.command("list")
def list_sources(
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")] = False,
) -> None:
    """List the pull sources, and how each goes.

    \b
    Examples:
      footlight pull list
      footlight pull list --data /var/lib/footlight --json
    """

    async def show() -> None:
        async with _sources(data, config) as sources:
            found = await sources.list()
        for info in found:
            typer.echo(json.dumps(_as_json(info)) if as_json else _line(info))
        if not found and not as_json:
            typer.echo("Nothing is pulled: footlight pull set CHANNEL URL")

    asyncio.run(show())


@pull_app.command()
def remove(channel: Channel, data: DataOption = None, config: ConfigOption = None) -> None:
    """Pull nothing for CHANNEL any more; its broadcast ends.

    \b
    Examples:
      footlight pull remove yard
    """
    from footlight.model.channel import channel_name

    name = channel_name(channel)

    async def end() -> None:
        async with _sources(data, config) as sources:
            await sources.remove(name)

    asyncio.run(end())
    typer.echo(f"{name} is not pulled any more")


def _as_json(info: "PullInfo") -> dict[str, str | None]:
    from footlight.model.units import utc

    since = utc(info.changed_at).isoformat(timespec="seconds")
    return {
        "channel": info.channel, "url": info.url.shown, "state": info.state, "since": since,
        "code": info.code, "message": info.message,
    }  # fmt: skip


def _line(info: "PullInfo") -> str:
    from footlight.model.units import utc

    since = utc(info.changed_at).isoformat(timespec="seconds")
    why = f"  {info.message} [{info.code}]" if info.code else ""
    return f"{info.channel:32}  {info.state:7} since {since}  {info.url.shown}{why}"
