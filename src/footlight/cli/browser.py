"""The person's own browser."""

import asyncio
import webbrowser

from footlight.cli.status import StatusDisplay


async def open_page(link: str, display: StatusDisplay) -> None:
    """Open a page in the browser, or say that there is none."""
    # Not on the event loop: a browser of the terminal's kind keeps who opens it waiting.
    if not await asyncio.to_thread(webbrowser.open, link):
        display.event("No browser can be opened here", {"event": "browser", "opened": False})
