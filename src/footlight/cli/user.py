"""``footlight user``: the accounts of a server."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from footlight.accounts.identity import SiteRole
from footlight.cli.confirming import YesOption, confirm
from footlight.cli.site import Site, each_of, on_site
from footlight.cli.storing import ConfigOption, DataOption
from footlight.cli.telling import AsJson, date, date_if, tell
from footlight.cli.typedpassword import PasswordStdinOption, typed_password

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from footlight.accounts.people import People, PersonInfo

user_app = typer.Typer(no_args_is_help=True, help="Accounts: make, change, suspend and delete them.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name.")]
_ROLES: Final[dict[SiteRole, str]] = {"owner": "an owner", "admin": "an admin", "member": "a member"}


@user_app.command("list")
def list_users(data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """List the accounts.

    \b
    Examples:
      footlight user list
      footlight user list --json
    """

    async def work(site: Site) -> int:
        return await each_of(
            lambda after, limit: site.people.list(after=after, limit=limit),
            lambda info: tell(_line(info), _values(info), as_json=as_json),
        )

    if not on_site(data, config, work) and not as_json:
        typer.echo("Nobody has an account: footlight user new NAME")


@user_app.command()
def new(
    name: Name,
    role: Annotated[SiteRole, typer.Option(help="What the person is on the site.")] = "member",
    password_stdin: PasswordStdinOption = False,
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Make an account for NAME; the password is asked for.

    Owners run the site, admins its people and channels for them, members have accounts.

    \b
    Examples:
      footlight user new ann
      footlight user new ann --role owner
      pass show footlight/ann | footlight user new ann --password-stdin
    """
    from footlight.model.names import person_name

    known = person_name(name)
    password = typed_password(f"Password of {known}", from_stdin=password_stdin)

    async def work(site: Site) -> "PersonInfo":
        return await site.people.create(known, password, role)

    info = on_site(data, config, work, make=True)
    tell(f"{info.name} is {_ROLES[info.role]}", _values(info), as_json=as_json)


@user_app.command()
def role(
    name: Name,
    role: Annotated[SiteRole, typer.Argument(metavar="owner|admin|member", help="What they are to be on the site.")],
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Change what NAME is on the site; the last owner stays one.

    \b
    Examples:
      footlight user role ann admin
    """
    info = _changed(name, data, config, lambda people, id: people.set_role(id, role))
    tell(f"{info.name} is {_ROLES[info.role]} now", _values(info), as_json=as_json)


@user_app.command()
def password(
    name: Name,
    password_stdin: PasswordStdinOption = False,
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Set NAME's password, and end all their sessions; the password is asked for.

    \b
    Examples:
      footlight user password ann
      pass show footlight/ann | footlight user password ann --password-stdin
    """
    person = on_site(data, config, lambda site: site.person(name))
    chosen = typed_password(f"New password of {person.name}", from_stdin=password_stdin)

    async def work(site: Site) -> "PersonInfo":
        await site.people.set_password(person.id, chosen)
        return await site.people.get(person.id)

    info = on_site(data, config, work)
    tell(f"{info.name} has a new password, and is signed out everywhere", _values(info), as_json=as_json)


@user_app.command()
def suspend(name: Name, data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """Keep NAME out: all their sessions end, and they may do nothing until they are restored.

    \b
    Examples:
      footlight user suspend ann
    """
    info = _changed(name, data, config, lambda people, id: people.suspend(id, suspended=True))
    tell(f"{info.name} is suspended, and signed out everywhere", _values(info), as_json=as_json)


@user_app.command()
def restore(name: Name, data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """Let NAME, who was suspended, in again.

    \b
    Examples:
      footlight user restore ann
    """
    info = _changed(name, data, config, lambda people, id: people.suspend(id, suspended=False))
    tell(f"{info.name} may sign in again", _values(info), as_json=as_json)


@user_app.command()
def rename(
    name: Name,
    to: Annotated[str, typer.Argument(metavar="NEW", help="The name to be.")],
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Give NAME the name NEW; the old one is free then.

    \b
    Examples:
      footlight user rename ann anna
    """
    info = _changed(name, data, config, lambda people, id: people.rename(id, to))
    tell(f"{name} is {info.name} now", _values(info), as_json=as_json)


@user_app.command()
def delete(
    name: Name,
    yes: YesOption = False,
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Delete NAME's account for ever, with their channels; it asks before.

    \b
    Examples:
      footlight user delete ann
      footlight user delete ann --yes
    """

    async def look(site: Site) -> "tuple[PersonInfo, list[str]]":
        person = await site.person(name)
        return person, [info.name for info, standing in await site.channels.of(person.id) if standing == "owner"]

    person, channels = on_site(data, config, look)
    confirm(f"Delete the account of {person.name}{_and_channels(channels)}, for ever?", yes=yes)
    gone = on_site(data, config, lambda site: site.people.delete(person.id))
    words = f"the account of {person.name} is deleted{_and_channels(gone)}"
    tell(words, {"name": person.name, "channels": gone}, as_json=as_json)


@user_app.command()
def export(name: Name, data: DataOption = None, config: ConfigOption = None) -> None:
    """Print all that the site holds about NAME, as JSON: no passwords, no secrets.

    \b
    Examples:
      footlight user export ann > ann.json
    """

    async def work(site: Site) -> dict[str, object]:
        from footlight.accounts.export import export_person

        return await export_person(site.store, (await site.person(name)).id)

    typer.echo(json.dumps(on_site(data, config, work), ensure_ascii=False, indent=1))


def _changed(
    name: str, data: Path | None, config: Path | None, change: "Callable[[People, str], Awaitable[object]]"
) -> "PersonInfo":
    """The person called ``name``, after ``change``, which is given their id."""

    async def work(site: Site) -> "PersonInfo":
        person = await site.person(name)
        await change(site.people, person.id)
        return await site.people.get(person.id)

    return on_site(data, config, work)


def _values(info: "PersonInfo") -> dict[str, object]:
    return {
        "id": info.id, "name": info.name, "role": info.role, "created_at": date(info.created_at),
        "suspended_at": date_if(info.suspended_at), "has_password": info.has_password,
    }  # fmt: skip


def _line(info: "PersonInfo") -> str:
    state = "" if info.suspended_at is None else f"  suspended since {date(info.suspended_at)}"
    return f"{info.name:32}  {info.role:6}  since {date(info.created_at)}{state}"


def _and_channels(names: list[str]) -> str:
    if not names:
        return ""
    return f", with the channel{'s' if len(names) > 1 else ''} {', '.join(names)}"
