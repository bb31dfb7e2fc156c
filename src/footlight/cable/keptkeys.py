"""The keys that were made for ends that listen, kept so that the other end's still fits after a restart."""

import json
import os
import secrets
from pathlib import Path
from typing import Final

from footlight.accounts.secrets import STREAM_KEY
from footlight.errors import StoreUnavailableError

KEY_BYTES: Final = 16
"""128 bits: nobody guesses that."""


def new_key() -> str:
    """A key nobody else has; logs leave it out by how it begins."""
    return STREAM_KEY + secrets.token_urlsafe(KEY_BYTES)


class KeptKeys:
    """A JSON file of address to key, which only its owner can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def key(self, address: str) -> str:
        """The key of the end that listens at ``address``, made the first time.

        Raises:
            StoreUnavailableError: the file cannot be written.
        """
        kept = self._read()
        known = kept.get(address)
        if isinstance(known, str) and known:
            return known
        kept[address] = made = new_key()
        self._write(kept)
        return made

    def _read(self) -> dict[str, object]:
        try:
            kept = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _write(self, kept: dict[str, object]) -> None:
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(json.dumps(kept, indent=1, sort_keys=True) + "\n")
            fresh.replace(self._path)
        except OSError as error:
            raise StoreUnavailableError(f"the key cannot be kept in {self._path}: {error.strerror}") from None
