"""``footlight bench accounts``: what rights cost, and how soon they are taken back."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from footlight.cli.benchreport import AsJson, open_report, told

if TYPE_CHECKING:
    from footlight.bench.accounts.figures import Times


def accounts(
    people: Annotated[int, typer.Option(help="Accounts that there are.")] = 10_000,
    channels: Annotated[int, typer.Option(help="Channels that there are, for members.")] = 1_000,
    sign_ins: Annotated[int, typer.Option(help="How many sign in by their password.")] = 40,
    joins: Annotated[int, typer.Option(help="How many come to a channel.")] = 500,
    viewers: Annotated[int, typer.Option(help="Viewers whose right is taken back, by WebSocket.")] = 500,
    players: Annotated[int, typer.Option(help="And players, which read a transport stream.")] = 20,
    rounds: Annotated[int, typer.Option(help="How often their right is taken back.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Signing in, coming to a channel for members, and being put out of it, on a site with many accounts.

    Signing in is beside the hash of a password alone, and coming with a ticket beside coming to a public
    channel. Who is put out: a channel for members, where everybody watches, becomes one for those who
    are invited.

    \b
    Examples:
      footlight bench accounts
      footlight bench accounts --viewers 2000 --rounds 5 --json
    """
    from footlight.bench.accounts.measure import AccountsOptions, goals, measure_accounts
    from footlight.clock import SystemClock

    options = AccountsOptions(people, channels, sign_ins, joins, viewers, players, rounds)
    report = open_report(as_json)
    title = f"{people:,} accounts, {channels:,} channels; {viewers:,} viewers and {players:,} players put out"
    report.heading(title, ("what", "times", "p50_ms", "p95_ms", "max_ms"))

    def on_times(times: "Times") -> None:
        report.row(asdict(times))

    measured = asyncio.run(measure_accounts(options, SystemClock(), on_times))
    report.summary(
        {
            "sign_in_hashes": round(measured["sign in"].p50_ms / measured["Argon2id alone"].p50_ms, 2),
            "goals": told(goals(measured)),
        }
    )
