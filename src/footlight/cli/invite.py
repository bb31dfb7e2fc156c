"""``footlight invite``: links by which people make accounts."""

from typing import TYPE_CHECKING, Annotated

import typer

from footlight.accounts.identity import SiteRole
from footlight.cli.site import Site, on_site
from footlight.cli.storing import ConfigOption, DataOption
from footlight.cli.telling import AsJson, date, tell

if TYPE_CHECKING:
    from footlight.accounts.invitations import InvitationInfo, NewInvitation

invite_app = typer.Typer(no_args_is_help=True, help="Invitations: make, list and take back links to make accounts by.")


@invite_app.command()
def new(
    role: Annotated[SiteRole, typer.Option(help="What those who come by it are on the site.")] = "member",
    uses: Annotated[int, typer.Option(help="For so many people.")] = 1,
    hours: Annotated[float, typer.Option(help="Good for so many hours.")] = 72,
    site: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="The site's address, like https://example.org; else the link is printed without it.",
            show_default=False,
        ),
    ] = None,
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Make an invitation and print its link: it is shown this once.

    \b
    Examples:
      footlight invite new --site https://example.org
      footlight invite new --uses 20 --hours 24 --site https://example.org
      footlight invite new --role admin --json
    """
    from footlight.client.url import parse_server

    server = None if site is None else parse_server(site)
    base = "" if server is None else server.base.removesuffix(":443" if server.secure else ":80")

    async def work(site: Site) -> "NewInvitation":
        return await site.invitations.new(role=role, uses=uses, hours=hours)

    made = on_site(data, config, work)
    link = f"{base}/sign-up#{made.secret}"
    if not base and not as_json:
        typer.echo("What follows the site's address, like https://example.org:", err=True)
    tell(link, {**_values(made.info), "link": link}, as_json=as_json)


@invite_app.command("list")
def list_invitations(data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """List the invitations that are open, without their secrets.

    \b
    Examples:
      footlight invite list
      footlight invite list --json
    """
    found = on_site(data, config, lambda site: site.invitations.list())
    for info in found:
        uses = "1 use" if info.uses_left == 1 else f"{info.uses_left} uses"
        words = f"{info.id}  {info.role:6}  {uses} until {date(info.expires_at)}"
        tell(words, _values(info), as_json=as_json)
    if not found and not as_json:
        typer.echo("No invitation is open: footlight invite new")


@invite_app.command()
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="The invitation's id, as footlight invite list shows it.")],
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Take an invitation back.

    \b
    Examples:
      footlight invite revoke 3f9c2a71d0b4
    """
    on_site(data, config, lambda site: site.invitations.revoke(id))
    tell(f"the invitation {id} is taken back", {"id": id}, as_json=as_json)


def _values(info: "InvitationInfo") -> dict[str, object]:
    return {
        "id": info.id, "role": info.role, "uses_left": info.uses_left,
        "created_at": date(info.created_at), "expires_at": date(info.expires_at),
    }  # fmt: skip
