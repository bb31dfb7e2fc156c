"""From words to keys, by vectors that were made without this code."""

from typing import Any

import pytest

from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.sframe import SFrameKey
from footlight.errors import OptionInvalidError
from footlight.model.channel import ChannelName
from tests.wire.vectors import cases


@pytest.mark.parametrize("case", cases("seal.json", "keys"))
def test_words_give_the_same_keys_everywhere(case: dict[str, Any]) -> None:
    secret = MediaSecret.of(case["words"], ChannelName(case["channel"]))
    salt = bytes.fromhex(case["salt"])
    assert secret.root.hex() == case["root"]
    assert secret.check(salt).hex() == case["check"]
    for id, base_key in case["base_keys"].items():
        assert secret.track(salt, int(id)).key == SFrameKey(int(id), bytes.fromhex(base_key)).key


@pytest.mark.parametrize("words", ["", "   "])
def test_no_words_are_no_secret(words: str) -> None:
    with pytest.raises(OptionInvalidError):
        MediaSecret.of(words, ChannelName("lobby"))


def test_what_is_no_text_is_a_secret_all_the_same() -> None:
    one, other = (MediaSecret.of(words, ChannelName("lobby")) for words in ("caf\udce9", "caf\udcea"))
    assert one.root != other.root


def test_sessions_and_tracks_have_keys_of_their_own() -> None:
    secret = MediaSecret(b"root")
    keys = {secret.track(bytes([salt] * 16), id).key for salt in range(4) for id in range(4)}
    assert len(keys) == 16


def test_a_secret_is_not_shown_by_chance() -> None:
    assert "root" not in repr(MediaSecret(b"root"))
