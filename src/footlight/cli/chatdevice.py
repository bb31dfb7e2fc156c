"""By what a chat's server knows a guest of this machine again: a secret for each server and nick."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from footlight.client.url import ServerAddress

_BYTES: Final = 32


def device(server: "ServerAddress", nick: str | None = None, folder: Path | None = None) -> str:
    """The secret for a server: another one for each, so that two of them cannot tell that it is the same guest.

    Where nothing can be kept it is a new one, and the guest another.

    Args:
        nick: that is asked for: several bots of one machine are several guests.
        folder: of the person's settings; None: where the system has them.
    """
    kept = _kept((folder or Path(typer.get_app_dir("footlight"))) / "chat-guest")
    who = f"{server.authority}\0{nick or ''}".encode(errors="replace")
    derived = hmac.digest(kept, who, hashlib.sha256)
    return base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


def _kept(path: Path) -> bytes:
    """What all of them are made of, made when it is wanted first."""
    fresh = secrets.token_bytes(_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            found = path.read_bytes()
            return found if len(found) == _BYTES else fresh
        try:
            os.write(opened, fresh)
        finally:
            os.close(opened)
    except OSError:
        return fresh
    return fresh
