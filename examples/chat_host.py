"""Somebody who looks after a channel's chat: greets who comes, tells the time to who writes "!time", and silences
for ten minutes who writes a word that is not welcome.

FOOTLIGHT_TOKEN=fla_… python examples/chat_host.py http://127.0.0.1:7700/lobby --word spam

The token is of a moderator's account, with the scope chat; without one it is a guest, who silences nobody.
"""

import argparse
import os
from collections.abc import Sequence
from datetime import datetime

import footlight


def host(chat: footlight.Chat, event: object, word: str) -> None:
    """Do what is to be done about something that happened."""
    match event:
        case footlight.told.NickNeeded(suggestion=str(free)):
            chat.take_nick(free)
        case footlight.told.Joined(people=people):
            if others := [person.nick for person in people if person.nick != chat.you.nick]:
                chat.say(f"Welcome, {', '.join(others)}!")
        case footlight.told.Message(line=line) if line.author.nick in (None, chat.you.nick):
            pass
        case footlight.told.Message(line=line) if word.casefold() in line.text.casefold().split():
            chat.command(f"/timeout {line.author.nick} 10m no {word} here")
        case footlight.told.Message(line=line) if line.text == "!time":
            chat.say(f"It is {datetime.now().astimezone():%H:%M}.", reply_to=line.id)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--nick", default="Host")
    parser.add_argument("--word", default="spam")
    given = parser.parse_args(arguments)
    with footlight.Chat(given.url, nick=given.nick, token=os.environ.get("FOOTLIGHT_TOKEN")) as chat:
        for event in chat:
            try:
                host(chat, event, given.word)
            except footlight.FootlightError as error:  # too fast, of a higher rank, ...: it goes on
                print(f"{error} [{error.code}]", flush=True)
    return 0


if __name__ == "__main__":
    main()
