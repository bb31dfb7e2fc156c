"""What several commands are told of the other end in the same words."""

from typing import Annotated

import typer

KeyOption = Annotated[
    str | None,
    typer.Option(
        "--key",
        envvar="FOOTLIGHT_KEY",
        help="What the end that listens wants to be shown, as it printed it; to a server's channel, its stream key.",
        show_default=False,
    ),
]
SecretOption = Annotated[
    str | None,
    typer.Option(
        "--secret",
        metavar="WORDS",
        envvar="FOOTLIGHT_SECRET",
        help="Encrypt everything end to end: only those who know these words can watch.",
        show_default=False,
    ),
]
PinOption = Annotated[
    str | None,
    typer.Option(
        "--pin",
        metavar="sha256:HEX",
        help="The certificate of the end that listens, or of the server; remembered.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of a status.")]
