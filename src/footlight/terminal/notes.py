"""What is said in a row of its own over the line that one types in: what keeps one from writing, and what is new."""

from dataclasses import dataclass

from footlight.client.chat.roomstate import RoomState
from footlight.client.chat.span import span


@dataclass(slots=True)
class Notes:
    """What the terminal knows besides the room."""

    sure: int | None = None
    """The line that is deleted when it is said once more."""
    again_at: int = 0
    """When one may write again, in this machine's clock."""
    unread: int = 0
    """Lines below that were not seen."""
    unsent: int = 0
    """What was asked for and is not answered."""

    def words(self, state: RoomState, now: int) -> str:
        """The most urgent of it; empty where there is nothing."""
        silent = 0 if state.silent_until is None else state.silent_until - state.ahead - now
        if state.away is not None:
            unsent = f"; {self.unsent} to be sent then" if self.unsent else ""
            return f"Away: {state.away.error}; trying again{unsent}"
        if self.sure is not None:
            return "Press d once more to delete this line"
        if silent > 0:
            return f"You are timed out for {span(silent)} more"
        if state.nick_needed is not None:
            return f"{state.nick_needed.message}: take another"
        if self.again_at > now:
            return f"You may write again in {span(self.again_at - now)}"
        return f"{self.unread} new below: Escape" if self.unread else ""
