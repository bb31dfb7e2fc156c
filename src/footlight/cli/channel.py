"""``footlight channel``: the channels of a server."""

from typing import TYPE_CHECKING, Annotated

import typer

from footlight.accounts.rights import Visibility
from footlight.cli.channelpeople import people_app
from footlight.cli.confirming import YesOption, confirm
from footlight.cli.site import Site, each_of, on_site
from footlight.cli.storing import ConfigOption, DataOption
from footlight.cli.telling import AsJson, date, tell
from footlight.cli.typedpassword import PasswordStdinOption, in_terminal, typed_password

if TYPE_CHECKING:
    from footlight.accounts.channels import ChannelInfo

channel_app = typer.Typer(no_args_is_help=True, help="Channels: make, describe, open, give away and delete them.")
channel_app.add_typer(people_app, name="people")

Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel.")]


@channel_app.command("list")
def list_channels(data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False) -> None:
    """List the channels, with their owners and who may watch them.

    \b
    Examples:
      footlight channel list
      footlight channel list --json
    """

    async def work(site: Site) -> int:
        return await each_of(site.channels.listed, lambda info: tell(_line(info), _values(info), as_json=as_json))

    if not on_site(data, config, work) and not as_json:
        typer.echo("There is no channel: footlight channel new CHANNEL")


@channel_app.command()
def new(
    channel: Channel,
    owner: Annotated[
        str | None,
        typer.Option(
            metavar="PERSON", help="Whose it is. [the site's own: who runs the site has it]", show_default=False
        ),
    ] = None,
    title: Annotated[str, typer.Option(help="What it is called, for people.", show_default=False)] = "",
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Make CHANNEL; anybody may watch it until footlight channel edit says otherwise.

    \b
    Examples:
      footlight channel new lobby --owner ann --title "The lobby"
    """
    from footlight.model.channel import channel_name

    name = channel_name(channel)

    async def work(site: Site) -> "ChannelInfo":
        person = None if owner is None else (await site.person(owner)).id
        return await site.channels.make(person, name, title)

    info = on_site(data, config, work, make=True)
    tell(f"{info.name} is made, {_whose(info)}", _values(info), as_json=as_json)


@channel_app.command()
def edit(
    channel: Channel,
    title: Annotated[str | None, typer.Option(help="What it is called, for people.", show_default=False)] = None,
    description: Annotated[str | None, typer.Option(help="What it is about.", show_default=False)] = None,
    category: Annotated[str | None, typer.Option(help="A word for what it shows.", show_default=False)] = None,
    visibility: Annotated[
        Visibility | None,
        typer.Option(
            help="Who may watch: anybody; anybody who knows the address; who knows a password; who has an account;"
            " who is on its list.",
            show_default=False,
        ),
    ] = None,
    password_stdin: PasswordStdinOption = False,
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Change what is said of CHANNEL and who may watch it: who may not any more is shown out at once.

    A channel for who knows a password wants one, which is asked for.

    \b
    Examples:
      footlight channel edit lobby --title "The lobby" --description "Who comes and goes"
      footlight channel edit lobby --visibility members
      pass show footlight/lobby | footlight channel edit lobby --visibility password --password-stdin
    """
    from footlight.errors import OptionInvalidError
    from footlight.model.channel import channel_name

    name = channel_name(channel)
    if (title, description, category, visibility) == (None, None, None, None) and not password_stdin:
        raise OptionInvalidError("say what to change: --title, --description, --category or --visibility")
    before = on_site(data, config, lambda site: site.channels.info(name))
    password = None
    # One that has a password keeps it where nobody can be asked.
    if password_stdin or (visibility == "password" and (in_terminal() or not before.has_password)):
        password = typed_password(f"Password of {name}", from_stdin=password_stdin)

    async def work(site: Site) -> "ChannelInfo":
        return await site.channels.edit(
            name, title=title, description=description, category=category, visibility=visibility, password=password
        )

    info = on_site(data, config, work)
    tell(_line(info), _values(info), as_json=as_json)


@channel_app.command()
def give(
    channel: Channel,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who gets it.")],
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Give CHANNEL to PERSON; who had it becomes a moderator of it, and its stream keys are revoked.

    \b
    Examples:
      footlight channel give lobby bob
    """
    from footlight.model.channel import channel_name

    name = channel_name(channel)

    async def work(site: Site) -> "ChannelInfo":
        await site.channels.give(name, (await site.person(person)).id)
        return await site.channels.info(name)

    info = on_site(data, config, work)
    tell(f"{info.name} is {_whose(info)} now, and its stream keys are revoked", _values(info), as_json=as_json)


@channel_app.command()
def delete(
    channel: Channel,
    yes: YesOption = False,
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Delete CHANNEL for ever, with its keys, its list and its picture; its broadcast ends. It asks before.

    \b
    Examples:
      footlight channel delete lobby
      footlight channel delete lobby --yes
    """
    from footlight.model.channel import channel_name

    name = channel_name(channel)
    info = on_site(data, config, lambda site: site.channels.info(name))
    confirm(f"Delete the channel {name}, {_whose(info)}, with its keys, its list and its picture, for ever?", yes=yes)
    on_site(data, config, lambda site: site.channels.delete(name))
    tell(f"{name} is deleted", {"channel": name}, as_json=as_json)


def _values(info: "ChannelInfo") -> dict[str, object]:
    return {
        "channel": info.name, "owner": None if info.owner is None else info.owner.name, "title": info.title,
        "description": info.description, "category": info.category, "visibility": info.visibility,
        "followers": info.followers, "created_at": date(info.created_at),
    }  # fmt: skip


def _line(info: "ChannelInfo") -> str:
    title = f"  {info.title}" if info.title else ""
    return f"{info.name:32}  {info.visibility:8}  {_whose(info)}{title}"


def _whose(info: "ChannelInfo") -> str:
    return "the site's own" if info.owner is None else f"{info.owner.name}'s"
