"""Whether somebody may do something, by what they are while it is written: of two who unmake each other one is late."""

from sqlalchemy.ext.asyncio import AsyncSession

from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, Rank, check
from footlight.chat.whom import Ranks
from footlight.model.channel import ChannelName


async def check_still(session: AsyncSession, ranks: Ranks, channel: ChannelName, by: Client, deed: Deed) -> None:
    """Return where they may; for what those alone do who have an account.

    Raises:
        NotAllowedError: they may not, or not any more.
    """
    person = by.caller.person
    found = {} if person is None else await ranks.ranks(session, channel, [person])
    check(deed, found.get(person or "", Rank.GUEST))
