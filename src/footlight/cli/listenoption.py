"""``--listen [HOST:PORT]``: an option whose value may be left out, which Typer has no word for."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

DEFAULT_ADDRESS: Final = "127.0.0.1:7700"
"""As `footlight.cable.address` has it; not imported from there, so that ``--help`` stays quick."""

_OPTION: Final = "--listen"
_ADDRESS: Final = re.compile(r":?[0-9]+|\[[0-9a-fA-F:.]+\](:[0-9]+)?|[^\s/:]+:[0-9]+|[0-9]+(\.[0-9]+){3}|localhost")
_SOURCE: Final = re.compile(r"(screen|window|camera|mic|system)(:.*)?")

ListenOption = Annotated[
    str | None,
    typer.Option(
        _OPTION,
        metavar="[HOST:PORT]",
        help=f"Wait here for the other end. Without an address: {DEFAULT_ADDRESS}, for this machine alone;"
        " 0.0.0.0:7700 is for all.",
        show_default=False,
    ),
]
OpenOption = Annotated[
    bool, typer.Option("--open", help="With --listen beyond this machine: nobody needs a key. [one is made]")
]
HttpOption = Annotated[
    bool, typer.Option("--http", help="With --listen beyond this machine: plain http, without encryption on the way.")
]

DiscoverOption = Annotated[
    bool, typer.Option("--discover", help="With --listen: tell the network of this end, so that the other finds it.")
]


class ListeningCommand(TyperCommand):
    """A command with a `ListenOption`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, with_addresses(args))


def with_addresses(arguments: Sequence[str]) -> list[str]:
    """The arguments with an address behind every ``--listen``: the default one where none follows."""
    given: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            return [*given, argument, *rest]
        given.append(argument)
        if argument == _OPTION and not (rest and _is_address(rest[0])):
            given.append(DEFAULT_ADDRESS)
    return given


def _is_address(text: str) -> bool:
    """Whether it can be meant as an address, and not as an option, a source or a file that comes next."""
    return _ADDRESS.fullmatch(text) is not None and _SOURCE.fullmatch(text) is None
