"""``footlight key``: make, list and revoke stream keys."""

from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.site import on_site
from footlight.cli.storing import ConfigOption, DataOption
from footlight.cli.telling import AsJson, date, date_if, tell

if TYPE_CHECKING:
    from footlight.accounts.keys import KeyInfo

key_app = typer.Typer(no_args_is_help=True, help="Make, list and revoke stream keys.")


@key_app.command()
def new(
    channel: Annotated[str, typer.Argument(help="What the key is for: made together with its first key.")],
    name: Annotated[str, typer.Option(help="Where it is used, for people.", show_default=False)] = "",
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Make a stream key for CHANNEL and print it: it is shown this once.

    \b
    Examples:
      footlight key new lobby
      footlight key new lobby --name "the camera at the door"
      footlight key new lobby --data /var/lib/footlight --json
    """
    from footlight.model.channel import channel_name

    known = channel_name(channel)
    key = on_site(data, config, lambda site: site.keys.new(known, name), make=True)
    values: dict[str, object] = {"id": key.id, "channel": key.channel, "name": key.info.name, "key": key.secret}
    tell(key.secret, values, as_json=as_json)


@key_app.command("list")
def list_keys(data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """List the stream keys, without their secrets.

    \b
    Examples:
      footlight key list
      footlight key list --json
    """
    for key in on_site(data, config, lambda site: site.keys.list()):
        tell(_line(key), _values(key), as_json=as_json)


@key_app.command()
def revoke(
    id: Annotated[str, typer.Argument(help="The key's id, as footlight key list shows it.")],
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Revoke the key with ID for ever; a broadcast sent with it ends at once.

    \b
    Examples:
      footlight key revoke 3f9c2a71d0b4
    """
    key = on_site(data, config, lambda site: site.keys.revoke(id))
    tell(f"revoked {key.id} of {key.channel}", _values(key), as_json=as_json)


def _values(key: "KeyInfo") -> dict[str, object]:
    return {
        "id": key.id, "channel": key.channel, "name": key.name, "created_at": date(key.created_at),
        "used_at": date_if(key.used_at), "revoked_at": date_if(key.revoked_at),
    }  # fmt: skip


def _line(key: "KeyInfo") -> str:
    state = "valid" if key.revoked_at is None else f"revoked {date(key.revoked_at)}"
    used = "never used" if key.used_at is None else f"used {date(key.used_at)}"
    name = f"  {key.name}" if key.name else ""
    return f"{key.id}  {key.channel:32}  made {date(key.created_at)}  {used}  {state}{name}"
