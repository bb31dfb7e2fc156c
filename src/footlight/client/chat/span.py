"""How long something still lasts, as people read it."""


def span(micros: int) -> str:
    """A duration to the second: 0:07, 12:30, 1:00:00."""
    minutes, rest = divmod(-(-micros // 1_000_000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
