"""Keys of pulled broadcasts."""

from collections.abc import Hashable

import pytest

from footlight.errors import KeyInvalidError
from footlight.ingest.pull.keys import PULL, PullKeys
from footlight.model.channel import ChannelName

YARD, NEWS = ChannelName("yard"), ChannelName("news")


class NobodyElse:
    """Knows one key that is not a pull's."""

    def __init__(self) -> None:
        self.opened_by: list[Hashable] = []

    async def let_send(self, channel: ChannelName, key: str | None, ticket: str | None) -> Hashable:
        if ticket == "flt_other":
            return "ticket"
        if key != "fl_other":
            raise KeyInvalidError(f"not valid for {channel}")
        return "other"

    async def opened(self, right: Hashable) -> None:
        self.opened_by.append(right)


async def test_a_key_is_good_for_its_channel_until_it_is_withdrawn() -> None:
    keys = PullKeys(NobodyElse())
    key = keys.issue(YARD)
    assert await keys.let_send(YARD, key, None) == PULL
    with pytest.raises(KeyInvalidError):
        await keys.let_send(NEWS, key, None)
    keys.withdraw(key)
    with pytest.raises(KeyInvalidError):
        await keys.let_send(YARD, key, None)


async def test_other_keys_and_tickets_are_asked_elsewhere() -> None:
    others = NobodyElse()
    keys = PullKeys(others)
    assert await keys.let_send(YARD, "fl_other", None) == "other"
    assert await keys.let_send(YARD, None, "flt_other") == "ticket"
    for right in ("other", PULL):
        await keys.opened(right)
    assert others.opened_by == ["other"]
