"""Footlight: live video for people who run their own."""


def __getattr__(name: str) -> str:
    """``__version__``, read from the installed package only when somebody asks (PEP 562)."""
    if name == "__version__":
        # A sixth of the start of ``footlight --help``, if it stood above.
        from importlib.metadata import version

        return version("footlight")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
