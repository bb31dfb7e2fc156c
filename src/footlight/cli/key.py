"""``footlight key``: make, list and revoke stream keys."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.storing import ConfigOption, DataOption, open_for

if TYPE_CHECKING:
    from footlight.accounts.keys import StreamKeys

key_app = typer.Typer(no_args_is_help=True, help="Make, list and revoke stream keys.")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")]


@asynccontextmanager
async def _keys(data: Path | None, config: Path | None, *, make: bool = False) -> AsyncIterator["StreamKeys"]:
    from footlight.accounts.keys import StreamKeys
    from footlight.clock import SystemClock

    async with open_for(data, config, make=make) as (_, store):
        yield StreamKeys(store, SystemClock())


@key_app.command()
def new(
    channel: Annotated[str, typer.Argument(help="What the key is for: made together with its first key.")],
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Make a stream key for CHANNEL and print it: it is shown this once.

    \b
    Examples:
      footlight key new lobby
      footlight key new lobby --data /var/lib/footlight --json
    """
    from footlight.model.channel import channel_name

    name = channel_name(channel)

    async def make() -> None:
        async with _keys(data, config, make=True) as keys:
            key = await keys.new(name)
        if as_json:
            typer.echo(json.dumps({"id": key.id, "channel": key.channel, "key": key.secret}))
        else:
            typer.echo(key.secret)

    asyncio.run(make())


@key_app.command("list")
def list_keys(data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """List the stream keys, without their secrets.

    \b
    Examples:
      footlight key list
      footlight key list --json
    """
    from footlight.model.units import utc

    async def show() -> None:
        async with _keys(data, config) as keys:
            for key in await keys.list():
                created = utc(key.created_at).isoformat(timespec="seconds")
                revoked = None if key.revoked_at is None else utc(key.revoked_at).isoformat(timespec="seconds")
                if as_json:
                    row = {"id": key.id, "channel": key.channel, "created_at": created, "revoked_at": revoked}
                    typer.echo(json.dumps(row))
                else:
                    state = f"revoked {revoked}" if revoked else "valid"
                    typer.echo(f"{key.id}  {key.channel:32}  made {created}  {state}")

    asyncio.run(show())


@key_app.command()
def revoke(
    id: Annotated[str, typer.Argument(help="The key's id, as footlight key list shows it.")],
    data: DataOption = None,
    config: ConfigOption = None,
) -> None:
    """Revoke the key with ID for ever; a broadcast sent with it ends at once.

    \b
    Examples:
      footlight key revoke 3f9c2a71d0b4
    """

    async def end() -> None:
        async with _keys(data, config) as keys:
            key = await keys.revoke(id)
        typer.echo(f"revoked {key.id} of {key.channel}")

    asyncio.run(end())
