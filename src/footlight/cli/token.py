"""``footlight token``: programs' rights to act for a person."""

from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.site import Site, on_site
from footlight.cli.storing import ConfigOption, DataOption
from footlight.cli.telling import AsJson, date, date_if, tell

if TYPE_CHECKING:
    from footlight.accounts.tokens import NewToken, TokenInfo

token_app = typer.Typer(no_args_is_help=True, help="Tokens: rights of programs to act for a person.")

Person = Annotated[str, typer.Argument(metavar="PERSON", help="For whom the program acts.")]


@token_app.command()
def new(
    person: Person,
    name: Annotated[str, typer.Option(help="What it is for, for people.")],
    scope: Annotated[
        list[str],
        typer.Option(metavar="read|publish|channels|chat|account|site", help="What it is good for; repeatable."),
    ],
    days: Annotated[
        float | None, typer.Option(help="Good for so many days. [until it is revoked]", show_default=False)
    ] = None,
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Make a token for a program of PERSON and print it: it is shown this once.

    A program may do what PERSON may, as far as its scopes go: read sees and watches; publish sends; channels manages
    channels and their people; chat writes in chats; account changes the account; site runs the site's people and
    invitations.

    \b
    Examples:
      footlight token new ann --name wall --scope read
      footlight token new ann --name robot --scope publish --scope channels --days 30
    """

    async def work(site: Site) -> "NewToken":
        return await site.tokens.new((await site.person(person)).id, name, scope, days)

    made = on_site(data, config, work)
    tell(made.secret, {**_values(made.info), "secret": made.secret}, as_json=as_json)


@token_app.command("list")
def list_tokens(person: Person, data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """List PERSON's tokens, without their secrets.

    \b
    Examples:
      footlight token list ann
    """

    async def work(site: Site) -> "list[TokenInfo]":
        return await site.tokens.list((await site.person(person)).id)

    found = on_site(data, config, work)
    for info in found:
        tell(_line(info), _values(info), as_json=as_json)
    if not found and not as_json:
        typer.echo(f"{person} has no token: footlight token new {person}")


@token_app.command()
def revoke(
    person: Person,
    id: Annotated[str, typer.Argument(metavar="ID", help="The token's id, as footlight token list shows it.")],
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Revoke the token with ID for ever; what a program watches or sends with it ends at once.

    \b
    Examples:
      footlight token revoke ann 3f9c2a71d0b4
    """
    from footlight.errors import OptionInvalidError

    async def work(site: Site) -> bool:
        return await site.tokens.revoke((await site.person(person)).id, id)

    if not on_site(data, config, work):
        raise OptionInvalidError(f"{person} has no token {id[:32]!r}: see footlight token list {person}")
    tell(f"revoked {id} of {person}", {"id": id}, as_json=as_json)


def _values(info: "TokenInfo") -> dict[str, object]:
    return {
        "id": info.id, "name": info.name, "scopes": sorted(info.scopes), "created_at": date(info.created_at),
        "used_at": date_if(info.used_at), "expires_at": date_if(info.expires_at),
    }  # fmt: skip


def _line(info: "TokenInfo") -> str:
    used = "never used" if info.used_at is None else f"used {date(info.used_at)}"
    until = "" if info.expires_at is None else f"  until {date(info.expires_at)}"
    return f"{info.id}  {' '.join(sorted(info.scopes))}  {info.name}  made {date(info.created_at)}  {used}{until}"
