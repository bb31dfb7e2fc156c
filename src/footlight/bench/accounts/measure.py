"""The whole of `footlight bench accounts`, one after the other on one server."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlight.bench.accounts.figures import Times
from footlight.bench.accounts.joining import joins
from footlight.bench.accounts.population import populate
from footlight.bench.accounts.revoking import revocations
from footlight.bench.accounts.signingin import sign_ins
from footlight.bench.machine import raise_open_files, require_linux
from footlight.bench.server import footlight_server
from footlight.errors import OptionInvalidError
from footlight.model.clock import Clock

JOIN_GOAL_MS: Final = 5.0
"""A ticket and a join, p95."""
GONE_GOAL_MS: Final = 200.0
"""Until the last viewer is gone, each time."""


@dataclass(frozen=True, slots=True)
class AccountsOptions:
    """What to measure.

    Raises:
        OptionInvalidError: a number that cannot be.
    """

    people: int = 10_000
    channels: int = 1_000
    sign_ins: int = 40
    joins: int = 500
    viewers: int = 500
    players: int = 20
    rounds: int = 20

    def __post_init__(self) -> None:
        bounds = {
            "people": (3, 1_000_000),
            "channels": (1, 100_000),
            "sign_ins": (1, 1_000),
            "joins": (1, 100_000),
            "viewers": (1, 5_000),
            "players": (0, 1_000),
            "rounds": (1, 1_000),
        }
        for name, (least, most) in bounds.items():
            if not least <= getattr(self, name) <= most:
                raise OptionInvalidError(f"--{name.replace('_', '-')} wants {least:,} to {most:,}")
        if self.people < self.viewers + self.players + 2:
            raise OptionInvalidError("--people wants more than there are viewers and players")


async def measure_accounts(
    options: AccountsOptions, clock: Clock, on_times: Callable[[Times], None]
) -> dict[str, Times]:
    """Measure signing in, coming, and rights that are taken back; by what was measured.

    Raises:
        ToolMissingError: no Linux.
        ConnectionFailedError: the server does not start, or does not do what it should.
    """
    require_linux()
    raise_open_files()
    measured: dict[str, Times] = {}

    def tell(some: Sequence[Times]) -> None:
        for one in some:
            measured[one.what] = one
            on_times(one)

    with tempfile.TemporaryDirectory(prefix="footlight-bench-") as folder:
        data = Path(folder)
        signed_in = options.viewers + options.players
        population = await populate(data, options.people, options.channels, signed_in, clock)
        async with footlight_server(data, core=None) as server:
            tell(await sign_ins(server, population, options.sign_ins))
            tell(await joins(server, population, options.joins))
            tell([await revocations(server, population, options.viewers, options.players, options.rounds)])
    return measured


def goals(measured: dict[str, Times]) -> dict[str, bool]:
    """The goals, and whether each was reached."""
    return {
        f"ticket and join within {JOIN_GOAL_MS:g} ms, 95 of 100": measured["ticket and join"].p95_ms < JOIN_GOAL_MS,
        f"all gone within {GONE_GOAL_MS:g} ms, each time": measured["all gone"].max_ms < GONE_GOAL_MS,
    }
