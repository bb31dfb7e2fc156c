"""Footlight: live video for people who run their own."""

from importlib.metadata import version


def __getattr__(name: str) -> str:
    """``__version__``, read from the installed package only when somebody asks (PEP 562)."""
    if name == "__version__":
        return version("footlight")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
