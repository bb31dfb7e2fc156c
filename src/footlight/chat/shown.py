"""What is kept, as it goes over the wire."""

from footlight.chat import messages
from footlight.chat.colours import COLOURS, colour_of
from footlight.chat.line import QUOTED, Line


def shown(line: Line) -> messages.Line:
    """A line as everybody sees it."""
    quote = line.reply
    author = line.author
    return messages.Line(
        id=line.id,
        seq=line.seq,
        author=messages.Author(
            nick=author.nick or None,
            rank=author.rank,
            colour=next((one for one in COLOURS if one == author.colour), colour_of(author.key)),
        ),
        kind=line.kind,
        text=line.text,
        sent_at=line.sent_at,
        reply=None
        if quote is None or line.reply_to is None
        else messages.Quote(message=line.reply_to, nick=quote.nick or None, text=quote.text),
        edited_at=line.edited_at,
        deleted=line.deleted_at is not None,
        reactions=[messages.Reactions(emoji=one.emoji, count=one.count) for one in line.reactions],
    )


def requoted(line: messages.Line, answered: messages.Line) -> messages.Line:
    """A line, with what it quotes as that is now; the same where it answers another one, or none."""
    quote = line.reply
    if quote is None or quote.message != answered.id:
        return line
    now = quote.model_copy(update={"text": answered.text[:QUOTED]})
    return line.model_copy(update={"reply": now})


def renamed(held: messages.Line, now: messages.Line) -> messages.Line:
    """A line whose author, and whom it answers, are called as in another copy of it."""
    reply = held.reply
    if reply is not None and now.reply is not None:
        reply = reply.model_copy(update={"nick": now.reply.nick})
    author = held.author.model_copy(update={"nick": now.author.nick})
    return held.model_copy(update={"author": author, "reply": reply})
