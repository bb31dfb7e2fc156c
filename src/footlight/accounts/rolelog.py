"""Who made whom what on a channel, in the log of its chat: there, those who keep order look for it."""

import json

from sqlalchemy.ext.asyncio import AsyncSession

from footlight.accounts.rights import MADE_BY_OWNERS, ListedAs
from footlight.model.channel import ChannelName
from footlight.model.clock import Clock
from footlight.store.models import ChatLog


def role_changed(
    session: AsyncSession,
    clock: Clock,
    channel: ChannelName,
    person: str,
    before: ListedAs | None,
    after: ListedAs | None,
    by: str | None,
) -> None:
    """Keep it, in the transaction that does it. Who is only invited, or is no more, is no business of the chat.

    Args:
        by: the id of who does it; None: whoever runs the server.
    """
    if before == after or MADE_BY_OWNERS.isdisjoint((before, after)):
        return
    session.add(
        ChatLog(
            channel=channel,
            at=clock.now(),
            made_by=by,
            deed="role",
            person=person,
            detail=json.dumps({"before": before, "after": after}),
        )
    )
