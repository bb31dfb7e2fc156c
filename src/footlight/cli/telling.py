"""What commands tell of what is in a server's database: a line for people, or an object for programs."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from footlight.model.units import Micros

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead.")]


def tell(words: str, values: dict[str, object], *, as_json: bool) -> None:
    """Print ``values`` as JSON, or ``words``."""
    typer.echo(json.dumps(values, ensure_ascii=False) if as_json else words)


def date(at: "Micros") -> str:
    """An instant, to the second."""
    from footlight.model.units import utc

    return utc(at).isoformat(timespec="seconds")


def date_if(at: "Micros | None") -> str | None:
    """The same of what has not happened perhaps."""
    return None if at is None else date(at)
