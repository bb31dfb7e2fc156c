"""What people are in rooms, read within the transaction that something depends on it in."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from footlight.accounts.identity import Identity
from footlight.accounts.invitations import site_role
from footlight.accounts.rights import Place, listed_as, standing, visibility
from footlight.api.chatdoor import RANKS
from footlight.chat.ranks import Rank
from footlight.model.channel import ChannelName
from footlight.store.models import Channel, ChannelRole, Person


class ChatRanks:
    """The `Ranks` of those who keep order."""

    async def ranks(self, session: AsyncSession, channel: ChannelName, persons: Collection[str]) -> dict[str, Rank]:
        rows = await session.execute(
            select(Person, ChannelRole.role, Channel)
            .select_from(Person)
            .join(Channel, Channel.name == channel)
            .outerjoin(ChannelRole, (ChannelRole.person == Person.id) & (ChannelRole.channel == channel))
            .where(Person.id.in_(persons), Person.suspended_at.is_(None))
        )
        return {
            person.id: RANKS[
                standing(
                    Identity(person.id, person.name, site_role(person.role)),
                    Place(place.name, place.owner, visibility(place.visibility)),
                    None if role is None else listed_as(role),
                )
            ]
            for person, role, place in rows
        }
