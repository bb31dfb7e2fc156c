"""The console of Windows: keys without Enter."""

import asyncio
import sys
from collections.abc import Callable
from typing import Final

_LOOK_EVERY: Final = 0.05
_PREFIXES: Final = ("\x00", "\xe0")
"""A second character follows: an arrow, or a key with F."""

if sys.platform == "win32":  # the type checker looks for what there is on the system it checks for

    class Console:
        """Standard input where it is a console; its settings are left as they are."""

        def open(self) -> None:
            """Nothing is changed: keys are asked for one by one."""

        def close(self) -> None:
            """Nothing was changed."""

        async def key(self) -> str:
            """Wait for the next key."""
            import msvcrt

            while True:
                await asyncio.sleep(_LOOK_EVERY)
                while msvcrt.kbhit():
                    key = msvcrt.getwch()
                    if key not in _PREFIXES:
                        return key
                    msvcrt.getwch()

        async def line(self, ask: Callable[[], object]) -> str:
            """Wait for a line; what is typed is shown, and Backspace takes it back."""
            import msvcrt

            ask()
            typed = ""
            while (key := await self.key()) not in "\r\n":
                if key == "\b" and typed:
                    typed = typed[:-1]
                    for shown in "\b \b":
                        msvcrt.putwch(shown)
                elif key.isprintable():
                    typed += key
                    msvcrt.putwch(key)
            msvcrt.putwch("\n")
            return typed.strip()
