"""Text of others on a person's terminal: titles of windows, names of devices, what libraries say."""


def printable(text: str) -> str:
    """The text without line breaks, and without what a terminal would obey: escape sequences, the bell."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def one_line(text: str) -> str:
    """The same with single spaces, however the library below laid it out."""
    return " ".join(printable(text).split())
