"""A poll of a room, with the votes that were kept so far."""

from dataclasses import dataclass, field

from footlight.chat.messages import PollChoice, PollState
from footlight.model.units import Micros


@dataclass(eq=False, slots=True)
class Poll:
    """Everybody has one vote, and may change it until the end."""

    id: int
    question: str
    choices: tuple[str, ...]
    ends_at: Micros
    over: bool = False
    changed: bool = False
    """There are votes that not everybody was told of."""
    _votes: dict[str, int] = field(default_factory=dict)
    """What somebody chose, by the keys of those who did."""
    _counts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._counts = [0] * len(self.choices)

    def __len__(self) -> int:
        return len(self._votes)

    @property
    def shown(self) -> PollState:
        """What everybody may know."""
        choices = [PollChoice(text=text, votes=count) for text, count in zip(self.choices, self._counts, strict=True)]
        return PollState(id=self.id, question=self.question, choices=choices, ends_at=self.ends_at, over=self.over)

    def choice_of(self, key: str) -> int | None:
        """What somebody chose."""
        return self._votes.get(key)

    def count(self, key: str, choice: int) -> None:
        """A vote was kept."""
        before = self._votes.get(key)
        if before == choice:
            return
        if before is not None:
            self._counts[before] -= 1
        self._votes[key] = choice
        self._counts[choice] += 1
        self.changed = True
