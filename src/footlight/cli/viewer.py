"""``watch`` in a window, where one can open."""

from collections.abc import Coroutine
from contextlib import nullcontext
from typing import TYPE_CHECKING

from footlight.cli.running import new_event_loop

if TYPE_CHECKING:
    from footlight.client.url import ServerUrl
    from footlight.desktop.chatlink import ChatLink
    from footlight.desktop.viewing import Viewing
    from footlight.model.clock import Clock


def open_viewing(clock: "Clock", name: str) -> "Viewing | str":
    """What a window can show; or why none can be opened, in a line. ``name``: what people call what is watched."""
    from footlight.desktop.application import available

    why_not = available()
    if why_not is not None:
        return f"No window opens: {why_not}; --browser opens the page"
    from footlight.desktop.viewing import Viewing

    return Viewing(clock, name)


def chat_beside(url: "ServerUrl", pin: str | None, password: str | None) -> "ChatLink":
    """The chat of a server's channel, for the window that watches it."""
    from footlight.cli.chatdevice import device
    from footlight.cli.connecting import trust_of
    from footlight.cli.entering import token
    from footlight.client.chat.chat import Chat
    from footlight.desktop.chatlink import ChatLink

    trust, guest = trust_of(pin), device(url)
    return ChatLink(url.channel, lambda: Chat(url.page, token=token(), password=password, device=guest, trust=trust))


def show_in_window(viewing: "Viewing", work: Coroutine[object, None, None], chat: "ChatLink | None" = None) -> None:
    """Run ``work``, which fills ``viewing``, until it ends or the window is closed; with a ``chat`` beside it.

    What it failed with is told in the window; that a password is wanted, which the terminal asks for, closes it.

    Raises:
        FootlightError: as of ``work``.
    """
    from footlight.cli.entering import asked_for
    from footlight.codec.convert import use_one_thread
    from footlight.desktop.application import application
    from footlight.desktop.beside import run_beside
    from footlight.desktop.window import ViewerWindow

    use_one_thread()
    application()
    window = ViewerWindow(viewing, chat)

    async def both() -> None:
        async with chat.serving() if chat is not None else nullcontext():
            await work

    def failed(error: Exception) -> None:
        if asked_for(error):
            window.close()
        else:
            window.over(error)

    run_beside(window, both(), new_event_loop, on_error=failed)
