"""Keys of pulled broadcasts."""

import pytest

from footlight.errors import KeyInvalidError
from footlight.ingest.pull.keys import PULL_KEY_ID, PullKeys
from footlight.model.channel import ChannelName

YARD, NEWS = ChannelName("yard"), ChannelName("news")


class NobodyElse:
    """Knows one key that is not a pull's."""

    async def verify(self, channel: ChannelName, key: str | None) -> str:
        if key != "fl_other":
            raise KeyInvalidError(f"not valid for {channel}")
        return "other"


async def test_a_key_is_good_for_its_channel_until_it_is_withdrawn() -> None:
    keys = PullKeys(NobodyElse())
    key = keys.issue(YARD)
    assert await keys.verify(YARD, key) == PULL_KEY_ID
    with pytest.raises(KeyInvalidError):
        await keys.verify(NEWS, key)
    keys.withdraw(key)
    with pytest.raises(KeyInvalidError):
        await keys.verify(YARD, key)


async def test_other_keys_are_asked_elsewhere() -> None:
    assert await PullKeys(NobodyElse()).verify(YARD, "fl_other") == "other"
