"""What the beginning of a word in a chat may become: commands, what stands behind them, nicks, emotes and emoji."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from footlight.client.chat.emoji import QUICK, emoji_for
from footlight.client.chat.shades import COLOURS
from footlight.client.chat.told import CommandArgument, CommandUsage

_DURATIONS: Final = ("30s", "1m", "10m", "1h", "1d", "7d")
_MOST: Final = 50
_LETTERS: Final = 2
"""Behind a colon, before names are offered: it stands in times and in smileys too."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What can stand in place of the word that is being typed."""

    start: int
    """Where that word begins."""
    words: tuple[str, ...]
    """The best first; each with the space that follows it."""
    hint: str
    """What is typed here, in a line; may be empty."""


class Completing:
    """Knows what there is to complete from."""

    def __init__(self, commands: Iterable[CommandUsage] = (), emotes: Iterable[str] = ()) -> None:
        """``emotes``: the names of the room's."""
        self._commands = list(commands)
        self._emotes = sorted(emotes)
        self._by_name = {name: command for command in self._commands for name in (command.name, *command.aliases)}

    def complete(self, text: str, nicks: Iterable[str], messages: Sequence[int] = ()) -> Completion:
        """For text whose cursor is at its end.

        Args:
            nicks: who is here.
            messages: lines that may be meant, the newest last.
        """
        start = max(text.rfind(" "), text.rfind("\n")) + 1
        word = text[start:]
        if not text.startswith("/"):
            return Completion(start, _mentions(word, nicks) or self._signs(word), "")
        if start == 0:
            return self._names(word)
        name, *given = text[1:start].split()
        command = self._by_name.get(name.casefold())
        if command is None:
            return Completion(start, (), f"there is no command /{name}")
        argument = _argument(command, len(given))
        words: Iterable[str] = () if argument is None else self._of(argument, nicks, messages)
        if not given and command.alone is not None:
            words = [*words, command.alone]
        if argument is not None and argument.kind in ("text", "quoted") and word.startswith(("@", ":")):
            return Completion(start, _mentions(word, nicks) or self._signs(word), _hint(command))
        return Completion(start, _beginning(word.removeprefix("@"), words), _hint(command))

    def reaction(self, text: str) -> Completion:
        """What one may react with: what is taken most often, or what has these letters in its name."""
        letters = text.strip().strip(":").casefold()
        hint = "Tab: another one; or type a name, like tada"
        if not letters:
            return Completion(0, (*QUICK, *(f":{name}:" for name in self._emotes))[:_MOST], hint)
        return Completion(0, (*self._named(letters), *emoji_for(letters))[:_MOST], hint)

    def _signs(self, word: str) -> tuple[str, ...]:
        letters = word[1:].casefold()
        if not word.startswith(":") or len(letters) < _LETTERS:
            return ()
        return tuple(f"{sign} " for sign in (*self._named(letters), *emoji_for(letters)))[:_MOST]

    def _named(self, letters: str) -> list[str]:
        found = [name for name in self._emotes if letters in name]
        return [f":{name}:" for name in sorted(found, key=lambda name: not name.startswith(letters))]

    def _names(self, word: str) -> Completion:
        names = [f"/{command.name}" for command in self._commands if f"/{command.name}".startswith(word.casefold())]
        names += [
            f"/{name}" for name in self._by_name if f"/{name}".startswith(word.casefold()) and f"/{name}" not in names
        ]
        command = self._by_name.get(word[1:].casefold())
        if command is None and len(names) == 1:
            command = self._by_name[names[0][1:]]
        return Completion(0, tuple(f"{name} " for name in names[:_MOST]), _hint(command) if command is not None else "")

    def _of(self, argument: CommandArgument, nicks: Iterable[str], messages: Sequence[int]) -> Iterable[str]:
        match argument.kind:
            case "nick":
                return sorted(nicks, key=str.casefold)
            case "message":
                return [*(str(id) for id in reversed(messages)), *sorted(nicks, key=str.casefold)]
            case "duration":
                return _DURATIONS
            case "on_off":
                return ("on", "off")
            case "colour":
                return COLOURS
            case "command":
                return sorted(self._by_name)
            case _:
                return ()


def _argument(command: CommandUsage, given: int) -> CommandArgument | None:
    if given < len(command.arguments):
        return command.arguments[given]
    last = command.arguments[-1] if command.arguments else None
    return last if last is not None and (last.many or last.kind in ("text", "quoted")) else None


def _mentions(word: str, nicks: Iterable[str]) -> tuple[str, ...]:
    if not word.startswith("@"):
        return ()
    return tuple(f"@{nick}" for nick in _beginning(word[1:], sorted(nicks, key=str.casefold)))


def _beginning(word: str, among: Iterable[str]) -> tuple[str, ...]:
    folded = word.casefold()
    return tuple(f"{one} " for one in among if one.casefold().startswith(folded))[:_MOST]


def _hint(command: CommandUsage) -> str:
    return f"{command.usage}: to {command.text}"


class Cycle:
    """What stands in the place of the word that was typed, one completion after the other."""

    def __init__(self) -> None:
        self.completion: Completion | None = None
        self.chosen: int | None = None
        """Which of the words stands there now."""
        self._typed = ""
        self._filled = ""

    def typed(self, text: str, completion: Completion) -> bool:
        """Something else is typed; False: it is what was put there, whose place others may take."""
        if self.completion is not None and self._filled and text == self._filled:
            return False
        self.completion, self.chosen, self._typed, self._filled = completion, None, text, ""
        return True

    def another(self, by: int) -> str | None:
        """The text with the next word, or the one before; None: there is none."""
        found = self.completion
        if found is None or not found.words:
            return None
        if self.chosen is None:
            self.chosen = 0 if by > 0 else len(found.words) - 1
        else:
            self.chosen = (self.chosen + by) % len(found.words)
        self._filled = self._typed[: found.start] + found.words[self.chosen]
        if len(found.words) == 1:
            # There is nothing to choose from: it goes on with what stands behind it.
            self.completion = None
        return self._filled
