"""Who is in a room, and who keeps order there."""

from collections.abc import Iterable
from typing import Final, Protocol

from footlight.chat.commands.command import Asked, Command, Outcome
from footlight.chat.commands.grammar import Given
from footlight.chat.ranks import Rank
from footlight.chat.room import Room
from footlight.model.channel import ChannelName

_MOST: Final = 100
"""Names in one answer."""


class Staff(Protocol):
    """Knows who is something on a channel's list."""

    async def staff(self, channel: ChannelName) -> list[tuple[str, Rank]]:
        """Its owner, its admins and its moderators: names, the highest first."""


class PeopleCommands:
    """Their commands."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    def commands(self) -> list[Command]:
        return [
            Command(("listusers", "users"), "see who is here", _list_users),
            Command(("listadmins", "mods"), "see who the admins and moderators are", self._list_admins),
        ]

    async def _list_admins(self, asked: Asked, _given: Given) -> Outcome:
        listed = await self._staff.staff(asked.room.channel)
        if not listed:
            return "Nobody but those who run the site keeps order here."
        shown = [(f"{name} (here)" if _is_here(asked.room, name) else name, rank) for name, rank in listed]
        return "\n".join(["Order is kept here by", *_by_rank(shown[:_MOST]), *_more(len(listed))])


async def _list_users(asked: Asked, _given: Given) -> Outcome:
    presence = asked.room.presence
    people = [(member.nick, member.rank) for member in presence.page("", _MOST)]
    count = "1 person is here" if presence.people == 1 else f"{presence.people} people are here"
    return "\n".join([f"{count}, and {presence.reading} more read along.", *_by_rank(people), *_more(presence.people)])


def _by_rank(people: Iterable[tuple[str, Rank]]) -> list[str]:
    found: dict[Rank, list[str]] = {rank: [] for rank in Rank}
    for name, rank in people:
        found[rank].append(name)
    return [f"{rank}: {', '.join(names)}" for rank, names in found.items() if names]


def _more(count: int) -> list[str]:
    return [f"… and {count - _MOST} more."] if count > _MOST else []


def _is_here(room: Room, name: str) -> bool:
    member = room.presence.called(name)
    return member is not None and member.gone_at is None
