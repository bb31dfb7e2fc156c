"""``footlight channel people``: a channel's moderators, and those who are invited to it."""

from typing import TYPE_CHECKING, Annotated

import typer

from footlight.accounts.rights import ListedAs
from footlight.cli.site import Site, on_site
from footlight.cli.storing import ConfigOption, DataOption
from footlight.cli.telling import AsJson, date, tell

if TYPE_CHECKING:
    from footlight.accounts.people import PersonInfo

people_app = typer.Typer(no_args_is_help=True, help="A channel's moderators, and those who are invited to it.")

Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="The channel.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's name.")]


@people_app.command("list")
def list_people(
    channel: Channel, data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False
) -> None:
    """List who is on CHANNEL's list.

    \b
    Examples:
      footlight channel people list lobby
    """
    from footlight.model.channel import channel_name

    name = channel_name(channel)
    for listed in on_site(data, config, lambda site: site.channels.people(name)):
        since = date(listed.since)
        values: dict[str, object] = {"name": listed.person.name, "role": listed.role, "since": since}
        tell(f"{listed.person.name:32}  {listed.role:9}  since {since}", values, as_json=as_json)


@people_app.command()
def add(
    channel: Channel,
    person: Person,
    role: Annotated[
        ListedAs,
        typer.Option(
            help="Admins and moderators end its broadcast, and let people in and out; all on the list may watch."
        ),
    ] = "invited",
    data: DataOption = None,
    config: ConfigOption = None,
    as_json: AsJson = False,
) -> None:
    """Put PERSON on CHANNEL's list, or change what they are there.

    \b
    Examples:
      footlight channel people add lobby bob
      footlight channel people add lobby cleo --role moderator
    """
    from footlight.model.channel import channel_name

    name = channel_name(channel)

    async def work(site: Site) -> "PersonInfo":
        found = await site.person(person)
        await site.channels.put(name, found.id, role, over_moderators=True)
        return found

    found = on_site(data, config, work)
    what = {"admin": "an admin of", "moderator": "a moderator of", "vip": "a VIP of"}.get(role, "invited to")
    tell(f"{found.name} is {what} {name}", {"channel": name, "name": found.name, "role": role}, as_json=as_json)


@people_app.command()
def remove(
    channel: Channel, person: Person, data: DataOption = None, config: ConfigOption = None, as_json: AsJson = False
) -> None:
    """Take PERSON off CHANNEL's list; who may not watch any more is shown out at once.

    \b
    Examples:
      footlight channel people remove lobby bob
    """
    from footlight.errors import PersonUnknownError
    from footlight.model.channel import channel_name

    name = channel_name(channel)

    async def work(site: Site) -> "PersonInfo":
        found = await site.person(person)
        if not await site.channels.remove(name, found.id, over_moderators=True):
            raise PersonUnknownError(f"{found.name} is not on the list of {name}: see footlight channel people list")
        return found

    found = on_site(data, config, work)
    tell(f"{found.name} is not on the list of {name} any more", {"channel": name, "name": found.name}, as_json=as_json)
