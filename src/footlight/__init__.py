"""Footlight: live video for people who run their own.

The library: `Upstream` sends numpy pictures, `Downstream` receives them, `Chat` is in a channel's chat; `footlight.aio`
has all of them for asyncio.
All errors are `FootlightError`; each of `footlight.errors` has a stable ``code``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from footlight import aio as aio
    from footlight import errors as errors
    from footlight.cable.chat import Chat as Chat
    from footlight.cable.frame import Frame as Frame
    from footlight.cable.frame import Sound as Sound
    from footlight.cable.passing import CodedPacket as CodedPacket
    from footlight.cable.stats import DownstreamStats as DownstreamStats
    from footlight.cable.stats import UpstreamStats as UpstreamStats
    from footlight.cable.synchronous import Downstream as Downstream
    from footlight.cable.synchronous import Upstream as Upstream
    from footlight.client.chat import told as told
    from footlight.client.chat.happening import Lost as Lost
    from footlight.client.chat.happening import Missed as Missed
    from footlight.client.recording.gap import Gap as Gap
    from footlight.errors import FootlightError as FootlightError

    __version__: str

_HOME = {
    "Chat": "footlight.cable.chat",
    "CodedPacket": "footlight.cable.passing",
    "Downstream": "footlight.cable.synchronous",
    "DownstreamStats": "footlight.cable.stats",
    "FootlightError": "footlight.errors",
    "Frame": "footlight.cable.frame",
    "Gap": "footlight.client.recording.gap",
    "Lost": "footlight.client.chat.happening",
    "Missed": "footlight.client.chat.happening",
    "Sound": "footlight.cable.frame",
    "Upstream": "footlight.cable.synchronous",
    "UpstreamStats": "footlight.cable.stats",
    "told": "footlight.client.chat.chat",
}
"""Where each public name lives."""

_MODULES = ("aio", "errors")

__all__ = [
    "Chat",
    "CodedPacket",
    "Downstream",
    "DownstreamStats",
    "FootlightError",
    "Frame",
    "Gap",
    "Lost",
    "Missed",
    "Sound",
    "Upstream",
    "UpstreamStats",
    "__version__",
    "aio",
    "errors",
    "told",
]


if not TYPE_CHECKING:  # else every name would do

    def __getattr__(name: str) -> Any:
        """A public name, imported only when somebody asks (PEP 562): ``footlight --help`` needs none of them."""
        if name == "__version__":
            from importlib.metadata import version

            return version("footlight")
        if name in _HOME:
            return getattr(import_module(_HOME[name]), name)
        if name in _MODULES:
            return import_module(f"footlight.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
