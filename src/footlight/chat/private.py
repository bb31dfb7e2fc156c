"""Lines for two people alone. They are delivered and forgotten: nothing keeps, exports or logs them."""

from footlight.chat.messages import Privately
from footlight.chat.presence import Member
from footlight.chat.room import Room
from footlight.errors import NotAllowedError, OptionInvalidError, PersonUnknownError
from footlight.model.clock import Clock


def send_privately(room: Room, clock: Clock, sender: Member, id: str, to: str, text: str) -> None:
    """Tell all connections of both, and nobody else.

    Args:
        id: of the sender's request. It is told with the line: a room that was opened anew does not know what it
            delivered before, and who was there both times does.
        to: a nick, or what looks like it.
        text: what `chat.text.line_text` returned.

    Raises:
        PersonUnknownError: nobody here is called so.
        OptionInvalidError: it is the sender.
        NotAllowedError: one of them blocks the other.
        TimedOutError: the sender may write to nobody.
    """
    room.conduct.may_write(sender.caller, sender.rank)
    other = room.presence.called(to)
    if other is None or other.gone_at is not None:
        raise PersonUnknownError(f"nobody here is called {to[:32]!r}: a private line reaches only who is here now")
    if other is sender:
        raise OptionInvalidError("that is you: private lines are for somebody else")
    blocks = room.presence.blocks
    if blocks.blocks(other.key, sender.key):
        raise NotAllowedError(f"{other.nick} does not take private lines from you")
    if blocks.blocks(sender.key, other.key):
        raise NotAllowedError(f"you block {other.nick}: type /unblock {other.nick} before you write to them")
    line = Privately(sender=sender.shown, to=other.shown, text=text, sent_as=id, sent_at=clock.now())
    sender.tell(line)
    other.tell(line)
