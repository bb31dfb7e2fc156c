"""The composition root."""

from footlight.app.server import Server, running

__all__ = ["Server", "running"]
