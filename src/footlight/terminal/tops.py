"""What stands at the top of the chat: where one is, as whom, and the poll."""

from textual.content import Content

from footlight.client.chat.chat import Chat
from footlight.client.chat.roomstate import RoomState, rules_in_words
from footlight.client.chat.told import PollState
from footlight.terminal.plain import plain


def head(chat: Chat, state: RoomState) -> Content:
    """Where one is, and as whom."""
    you, room = state.you, state.room
    who = f"you are {plain(you.nick)} ({you.rank})" if you.nick is not None else "you read along"
    reading = f", {room.reading} reading along" if room.reading else ""
    rules = rules_in_words(room.settings)
    parts = [f"{room.people} here{reading}", who, *([rules] if rules else [])]
    if state.waiting:
        parts.append(f"{state.waiting} held: look at the page")
    return Content.assemble((f" {chat.channel} ", "bold reverse"), "  ", " · ".join(parts))


def poll_line(poll: PollState, voted: int | None) -> str:
    """A poll in one line."""
    most = max((choice.votes for choice in poll.choices), default=0)
    choices = "   ".join(
        f"{'>' if voted == place else ''}{place + 1} {choice.text}: {choice.votes}"
        f"{' *' if poll.over and choice.votes == most else ''}"
        for place, choice in enumerate(poll.choices)
    )
    return (
        f"{'Poll over' if poll.over else 'Poll'}: {poll.question}   {choices}{'' if poll.over else '   (/vote NUMBER)'}"
    )
