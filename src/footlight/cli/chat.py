"""``footlight chat``: a channel's chat in the terminal, or for a script."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.peeroptions import PinOption

if TYPE_CHECKING:
    from footlight.client.chat.chat import Chat


def chat(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="The channel, like http://127.0.0.1:7700/lobby.", show_default=False)
    ],
    nick: Annotated[
        str | None,
        typer.Option(
            help="Who you are, as a guest. [it is asked for; with a token: the account's name]", show_default=False
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line out; lines of text or JSON in, for scripts and bots.")
    ] = False,
    pin: PinOption = None,
) -> None:
    """Chat in a channel, until Ctrl-C; a connection that is lost is made again for ever.

    Guests need a nick and nothing else. With the token of an account in FOOTLIGHT_TOKEN, with the scope chat, one is
    there as that person; a channel's password is asked for in a terminal.

    \b
    Keys:
      Tab        complete a command, an argument or a nick      Up, Down   pick a line, to answer or change it
      PageUp     older lines                                    Escape     the newest line
      F1         all keys                                       Ctrl-C     leave

    With --json what happens is one JSON object a line on standard output, as docs/chat.md has the messages, and each
    line on standard input is something to say, a command like "/timeout Ann 10m", or a request as a JSON object. When
    the input ends, and all of it was answered, the command ends; where there was no input at all it goes on listening.
    The exit status is 0 only if nothing was refused.

    \b
    Examples:
      footlight chat http://127.0.0.1:7700/lobby
      footlight chat https://example.org/lobby --nick Ann
      echo "The build is done" | footlight chat https://example.org/lobby --json --nick Builder
      footlight chat 127.0.0.1:7700/lobby --json < /dev/null | jq -r 'select(.type == "message") | .line.text'
    """
    from footlight.cli.chatdevice import device
    from footlight.cli.connecting import trust_of
    from footlight.cli.entering import let_in, token
    from footlight.cli.running import run_until_stopped
    from footlight.cli.typedpassword import in_terminal
    from footlight.client.chat.chat import Chat
    from footlight.client.url import parse_url
    from footlight.errors import OptionInvalidError

    server, trust, secret = parse_url(url), trust_of(pin), token()
    guest = device(server, nick)

    def attempt(password: str | None) -> None:
        room = Chat(url, nick=nick, token=secret, password=password, device=guest, trust=trust)
        if as_json:
            from footlight.cli.chatscript import ChatScript

            script = ChatScript(room)
            run_until_stopped(script.run())
            script.conclude()
        else:
            run_until_stopped(_in_terminal(room))

    if not as_json and not (in_terminal() and sys.stdout.isatty()):
        raise OptionInvalidError("the chat is drawn in a terminal, and here is none: give --json for a script")
    if not as_json and os.environ.get("TERM") == "dumb":
        raise OptionInvalidError("nothing can be drawn in this terminal (TERM=dumb): give --json, or set TERM as it is")
    let_in(attempt)


async def _in_terminal(room: "Chat") -> None:
    from footlight.clock import SystemClock
    from footlight.terminal.app import ChatApp

    # Outside of the screen that is drawn: what it fails with is a line in the terminal.
    async with room:
        app = ChatApp(room, SystemClock())
        await app.run_async()
    if app.error is not None:
        raise app.error
