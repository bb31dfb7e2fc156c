"""New settings for a server that runs."""

import pytest

from footlight.api.reload import Reloaded, Reloader
from footlight.errors import SettingInvalidError
from footlight.settings import AT_ONCE, Limits, Settings


def test_parts_are_handed_the_new_settings_and_what_changed_is_told() -> None:
    taken: list[Settings] = []
    reloader = Reloader(Settings(), [taken.append])
    new = Settings(port=1, log_level="debug", limits=Limits(viewers=5))
    assert reloader.take(new) == Reloaded(("log_level", "limits.viewers"), ("port",))
    assert taken == [new]
    assert reloader.take(new) == Reloaded((), ())


def test_what_one_part_refuses_reaches_none_of_those_after_it() -> None:
    def refuse(_settings: Settings) -> None:
        raise SettingInvalidError("no")

    taken: list[Settings] = []
    reloader = Reloader(Settings(), [refuse, taken.append])
    with pytest.raises(SettingInvalidError):
        reloader.take(Settings(log_level="debug"))
    assert taken == []


def test_what_changes_at_once_are_settings() -> None:
    names = {*Settings.model_fields, *(f"limits.{name}" for name in Limits.model_fields)}
    assert names >= AT_ONCE
