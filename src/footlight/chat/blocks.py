"""Whom people in a room do not want to read, by their keys."""

from collections.abc import Mapping


class Blocks:
    """Those of one room."""

    def __init__(self) -> None:
        self._blocked: dict[str, dict[str, str]] = {}
        self._by: dict[str, set[str]] = {}
        """The other way round: who must know when somebody is called something else."""

    def of(self, key: str) -> Mapping[str, str]:
        """Whom this one blocks, and what they were called then."""
        return self._blocked.get(key, {})

    def blocks(self, key: str, other: str) -> bool:
        """Whether this one blocks the other."""
        return other in self._blocked.get(key, {})

    def by(self, other: str) -> set[str]:
        """Who blocks this one."""
        return set(self._by.get(other, ()))

    def add(self, key: str, other: str, nick: str) -> None:
        """This one blocks the other."""
        self._blocked.setdefault(key, {})[other] = nick
        self._by.setdefault(other, set()).add(key)

    def remove(self, key: str, other: str) -> None:
        """It does not any more. Harmless where it did not."""
        blocked, by = self._blocked.get(key, {}), self._by.get(other, set())
        blocked.pop(other, None)
        by.discard(key)
        if not blocked:
            self._blocked.pop(key, None)
        if not by:
            self._by.pop(other, None)

    def forget(self, key: str) -> None:
        """This one is gone."""
        for other in list(self._blocked.get(key, ())):
            self.remove(key, other)
