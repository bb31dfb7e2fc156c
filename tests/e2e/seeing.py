"""What a person sees of a player in a page: that pictures come, that they move, how old they are."""

import asyncio
import json
from typing import Any

from playwright.async_api import Locator, Page

from tests.e2e.processes import PATIENCE

# The page's player, as soon as the page has one that works: the scripts that make it may still be on their way.
_PLAYER = """async function playerOf(page) {
    await customElements.whenDefined("footlight-player");
    return page.querySelector("footlight-player") ?? new Promise((found) => {
        new MutationObserver((_, watch) => {
            const player = page.querySelector("footlight-player");
            if (player === null) return;
            watch.disconnect();
            found(player);
        }).observe(page, { childList: true, subtree: true });
    });
}"""


async def pictures(page: Page, wanted: int) -> dict[str, Any]:
    """Wait until the page's player has shown this many more pictures; return the last one's ``frame`` detail."""
    return await _untouched(
        page,
        f"""new Promise((resolve, reject) => {{
            let seen = 0;
            setTimeout(() => reject(new Error(`${{seen}} of {wanted} pictures`)), {PATIENCE * 1000});
            playerOf(document).then((player) => player.addEventListener("frame", function count(event) {{
                if (++seen < {wanted}) return;
                player.removeEventListener("frame", count);
                resolve({{ ...event.detail }});
            }}));
        }})""",
    )


async def stats(page: Page, *, with_latency: bool = True) -> dict[str, Any]:
    """The page's player's next ``stats``, or the first of them that knows the latency."""
    return await _untouched(
        page,
        f"""new Promise((resolve, reject) => {{
            setTimeout(() => reject(new Error("no stats")), {PATIENCE * 1000});
            playerOf(document).then((player) => player.addEventListener("stats", function take(event) {{
                if ({json.dumps(with_latency)} && event.detail.latency === null) return;
                player.removeEventListener("stats", take);
                resolve({{ ...event.detail }});
            }}));
        }})""",
    )


async def _untouched(page: Page, promise: str) -> dict[str, Any]:
    """What a promise in the page comes to, asked so that Chromium does not take the question for a person's touch.

    Playwright's own ``evaluate`` counts as one, and a page that was touched may begin its sound by itself.
    """
    session = await page.context.new_cdp_session(page)
    try:
        expression = f"(() => {{ {_PLAYER} return {promise}; }})()"
        answer = await session.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
    finally:
        await session.detach()
    if "exceptionDetails" in answer:
        raise AssertionError(answer["exceptionDetails"]["exception"]["description"])
    told: dict[str, Any] = answer["result"]["value"]
    return told


async def moves(picture: Locator) -> bool:
    """Whether what is on the screen there changes within some looks."""
    first = await picture.screenshot()
    for _ in range(20):
        await asyncio.sleep(0.1)
        if await picture.screenshot() != first:
            return True
    return False
