"""``footlight chat --json``: a chat for scripts and bots, by lines in and out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

from footlight.cli.inputlines import input_lines
from footlight.cli.status import StatusDisplay
from footlight.client.chat import asked, told
from footlight.client.chat.chat import MOST_ASKED, Chat
from footlight.client.chat.happening import Event, Lost, Missed
from footlight.client.refusal import refusal
from footlight.errors import FootlightError, MessageTooLargeError, NickNeededError, SlowDownError, TextInvalidError
from footlight.model.units import milliseconds

_AT_ONCE: Final = MOST_ASKED // 2


class ChatScript:
    """One run: `run` it, then `conclude`."""

    def __init__(
        self,
        chat: Chat,
        lines: Callable[[], AsyncIterator[bytes]] = input_lines,
        tell: Callable[[Mapping[str, Any]], object] | None = None,
    ) -> None:
        """``lines``: what is to be done, without line ends; ``tell``: takes what happens."""
        self._chat = chat
        self._lines = lines
        self._tell = tell if tell is not None else StatusDisplay(as_json=True).object
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._refused: FootlightError | None = None
        self._no_nick: FootlightError | None = None
        """Why the nick that was asked for cannot be had."""

    async def run(self) -> None:
        """Come in, do what the lines say, and tell what happens, until all of it is done.

        Raises:
            FootlightError: there is no such chat, it is not for us, or we were shown out.
        """
        async with self._chat:
            listening = asyncio.create_task(self._listen())
            doing = asyncio.create_task(self._do_all())
            try:
                await asyncio.wait({listening, doing}, return_when=asyncio.FIRST_COMPLETED)
                if doing.done() and doing.result():
                    return
                await listening
            finally:
                doing.cancel()
                listening.cancel()
                await asyncio.wait({doing, listening})

    def conclude(self) -> None:
        """Raise the first refusal of what was to be done, if there was one."""
        if self._refused is not None:
            raise self._refused

    async def _listen(self) -> None:
        async for event in self._chat:
            if isinstance(event, told.NickNeeded):
                self._no_nick = refusal(event.code, event.message)
            self._tell(_object(event))

    async def _do_all(self) -> bool:
        """Whether there was anything to do."""
        any_line = False
        async with asyncio.TaskGroup() as tasks:
            try:
                async for line in self._lines():
                    any_line = True
                    # As many as wait for answers; the rest stays where it comes from.
                    await self._turns.acquire()
                    tasks.create_task(self._do(line)).add_done_callback(lambda _: self._turns.release())
            except MessageTooLargeError as error:
                any_line = True
                self._fail(None, error)
        return any_line

    async def _do(self, line: bytes) -> None:
        id = None
        try:
            request = _request(line)
            if request is None:
                return
            id = request.id
            answer = await self._chat.exchange(request)
            self._tell(told.as_object(answer))
            if isinstance(answer, told.Failed):
                error = refusal(answer.code, answer.message) or TextInvalidError(answer.message)
                self._refuse(self._no_nick or error if isinstance(error, NickNeededError) else error)
        except FootlightError as error:
            self._fail(id, error)

    def _fail(self, id: str | None, error: FootlightError) -> None:
        failed: dict[str, object] = {"type": "error", "id": id, "code": error.code, "message": str(error)}
        if isinstance(error, SlowDownError):
            failed["retry_after"] = -(-error.retry_after // 1_000)
        self._tell({key: value for key, value in failed.items() if value is not None})
        self._refuse(error)

    def _refuse(self, error: FootlightError) -> None:
        self._refused = self._refused or error


def _request(line: bytes) -> asked.Request | None:
    """What a line asks for; None of an empty one.

    Raises:
        TextInvalidError: it is no text.
        OptionInvalidError: it is no request.
    """
    try:
        text = line.decode().strip()
    except UnicodeDecodeError:
        raise TextInvalidError("a line is not UTF-8") from None
    if not text:
        return None
    if text.startswith("{"):
        return asked.read_request(text)
    return asked.Command(text=text) if text.startswith("/") else asked.Say(text=text)


def _object(event: Event) -> Mapping[str, Any]:
    match event:
        case Lost():
            return {
                "type": "lost",
                "code": event.error.code,
                "message": str(event.error),
                "retry_ms": round(milliseconds(event.retry_in)),
            }
        case Missed():
            return {"type": "missed", "events": event.events}
        case _:
            return told.as_object(event)
