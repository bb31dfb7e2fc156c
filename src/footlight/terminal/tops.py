"""What stands at the top of the chat: where one is, as whom, and the poll."""

from typing import Final

from rich.cells import cell_len
from textual.content import Content

from footlight.client.chat.chat import Chat
from footlight.client.chat.roomstate import RoomState, rules_in_words
from footlight.client.chat.told import PollState
from footlight.terminal.plain import plain

_BETWEEN: Final = "   "


def head(chat: Chat, state: RoomState) -> Content:
    """Where one is, and as whom."""
    you, room = state.you, state.room
    who = f"you are {plain(you.nick)} ({you.rank})" if you.nick is not None else "you read along"
    reading = f", {room.reading} reading along" if room.reading else ""
    rules = rules_in_words(room.settings)
    parts = [f"{room.people} here{reading}", who, *([rules] if rules else [])]
    if state.waiting:
        # First: it is for us to do.
        parts.insert(0, f"{state.waiting} held: F5")
    return Content.assemble((f" {chat.channel} ", "bold reverse"), "  ", " · ".join(parts))


def poll_rows(poll: PollState, voted: int | None, width: int) -> str:
    """A poll in as few rows as hold it; a choice is not broken where it fits into one."""
    most = max((choice.votes for choice in poll.choices), default=0)
    parts = [f"{'Poll over' if poll.over else 'Poll (/vote NUMBER)'}: {poll.question}"]
    parts += [
        f"{'>' if voted == place else ''}{place + 1} {choice.text}: {choice.votes}"
        f"{' *' if poll.over and choice.votes == most else ''}"
        for place, choice in enumerate(poll.choices)
    ]
    rows = [""]
    for part in (plain(one).replace("\n", " ") for one in parts):
        longer = f"{rows[-1]}{_BETWEEN if rows[-1] else ''}{part}"
        if rows[-1] and cell_len(longer) > width:
            rows.append(part)
        else:
            rows[-1] = longer
    return "\n".join(rows)
