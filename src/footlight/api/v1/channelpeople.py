"""Who is on a channel's list, and whose it is."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from footlight.accounts.channels import ChannelBook, ListedPerson
from footlight.accounts.identity import Identity
from footlight.accounts.people import People
from footlight.accounts.rights import Action, ListedAs
from footlight.api.identity import Asking
from footlight.api.v1.router import Answer, Question, fails, v1_router
from footlight.api.v1.sight import LOOKING, MANAGING, Sights
from footlight.errors import LimitReachedError, OptionInvalidError, PersonUnknownError
from footlight.model.units import utc


class ListedPersonAnswer(Answer):
    """A person on a channel's list."""

    name: str
    role: ListedAs
    since: datetime

    @classmethod
    def of(cls, listed: ListedPerson) -> "ListedPersonAnswer":
        return cls(name=listed.person.name, role=listed.role, since=utc(listed.since))


class ListedPeopleAnswer(Answer):
    """A channel's list: the highest first."""

    people: list[ListedPersonAnswer]


class ListedRole(Question):
    """What a person is to be on a channel."""

    role: ListedAs


class NewOwner(Question):
    """Whom a channel is given to."""

    name: str


def channel_people_router(asking: Asking, book: ChannelBook, people: People, sights: Sights) -> APIRouter:
    """``/api/v1/channels/{channel}/people`` and ``/owner``."""
    router = v1_router("channels")
    manager = Depends(asking.needs("channels"))

    @router.get("/channels/{channel}/people", responses=fails(*LOOKING))
    async def show_listed_people(who: Annotated[Identity, manager], channel: str) -> ListedPeopleAnswer:
        """Who is on a channel's list."""
        listed = await book.people((await sights.of(who, channel, Action.MODERATE)).name)
        return ListedPeopleAnswer(people=[ListedPersonAnswer.of(one) for one in listed])

    @router.put(
        "/channels/{channel}/people/{name}",
        status_code=204,
        responses=fails(*MANAGING, PersonUnknownError, OptionInvalidError, LimitReachedError),
    )
    async def list_person(who: Annotated[Identity, manager], channel: str, name: str, listed: ListedRole) -> None:
        """Put a person on the list, or change what they are there; only the owner makes admins, moderators and VIPs."""
        sight = await sights.of(who, channel, Action.MODERATE)
        person = await people.find(name)
        over_moderators = sight.may(Action.MODERATORS)
        await book.put(sight.name, person.id, listed.role, over_moderators=over_moderators, by=who.person)

    @router.delete(
        "/channels/{channel}/people/{name}",
        status_code=204,
        responses=fails(*MANAGING, PersonUnknownError),
    )
    async def unlist_person(who: Annotated[Identity, manager], channel: str, name: str) -> None:
        """Take a person off the list."""
        sight = await sights.of(who, channel, Action.MODERATE)
        person = await people.find(name)
        over_moderators = sight.may(Action.MODERATORS)
        if not await book.remove(sight.name, person.id, over_moderators=over_moderators, by=who.person):
            raise HTTPException(404, f"{person.name} is not on the list")

    @router.put(
        "/channels/{channel}/owner",
        status_code=204,
        responses=fails(*MANAGING, PersonUnknownError, LimitReachedError),
    )
    async def give_channel(who: Annotated[Identity, manager], channel: str, new: NewOwner) -> None:
        """Give the channel to somebody else; who had it becomes its moderator, and its stream keys are revoked."""
        name = (await sights.of(who, channel, Action.GIVE)).name
        await book.give(name, (await people.find(new.name)).id)

    return router
