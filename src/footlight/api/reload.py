"""Settings that change while the server runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from footlight.logs import logger
from footlight.settings import AT_ONCE, Settings, changed_settings

_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came of new settings."""

    changed: tuple[str, ...]
    """They hold from now on."""
    at_next_start: tuple[str, ...]
    """They differ, and a running server cannot take them up."""


class Reloader:
    """Holds the settings of a running server, and hands new ones to its parts."""

    def __init__(self, settings: Settings, parts: Sequence[Callable[[Settings], object]]) -> None:
        """``parts`` take up what is theirs of the settings, in order; one that raises keeps the rest from theirs."""
        self._settings = settings
        self._parts = parts

    def take(self, settings: Settings) -> Reloaded:
        """Take up what can change at once.

        Raises:
            SettingInvalidError: a part cannot use its new setting; the settings before hold for it.
        """
        different = changed_settings(self._settings, settings)
        for part in self._parts:
            part(settings)
        changed = tuple(name for name in different if name in AT_ONCE)
        later = tuple(name for name in different if name not in AT_ONCE)
        self._settings = settings
        _log.info("settings read again", changed=list(changed), at_next_start=list(later))
        return Reloaded(changed, later)
