"""A bot in a channel's chat: who writes "!echo words" is answered with the words.

python examples/chat_bot.py http://127.0.0.1:7700/lobby [--nick Echo]

With the token of an account in FOOTLIGHT_TOKEN it is that account.
"""

import argparse
import asyncio
import os
from collections.abc import Sequence

from footlight import FootlightError, aio

WORD = "!echo "


async def run(url: str, nick: str, most: int | None = None) -> int:
    """Answer, for ever or ``most`` times; how many answers were given."""
    answers = 0
    async with aio.Chat(url, nick=nick, token=os.environ.get("FOOTLIGHT_TOKEN")) as chat:
        async for event in chat:
            match event:
                case aio.told.NickNeeded(suggestion=str(free)):
                    await chat.take_nick(free)
                case aio.told.Message(line=line) if line.text.startswith(WORD) and line.author.nick != chat.you.nick:
                    try:
                        await chat.say(line.text.removeprefix(WORD), reply_to=line.id)
                        answers += 1
                    except FootlightError as error:  # too fast, timed out, ...: the bot goes on
                        print(f"{error} [{error.code}]", flush=True)
                case aio.Lost(error=error):
                    print(f"{error}; coming back", flush=True)
            if answers == most:
                break
    return answers


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--nick", default="Echo")
    parser.add_argument("--answers", type=int, help="end after so many")
    given = parser.parse_args(arguments)
    return asyncio.run(run(given.url, given.nick, given.answers))


if __name__ == "__main__":
    main()
