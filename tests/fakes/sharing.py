"""A person who shares a screen, and may stop."""


class FakeSharing:
    """Goes on until ``stopped`` is set."""

    def __init__(self) -> None:
        self.stopped = False
        self.closes = 0

    def ended(self) -> bool:
        return self.stopped

    def close(self) -> None:
        self.closes += 1
