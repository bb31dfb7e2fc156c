"""Signing in by a password, beside the hash alone, which is to be most of it."""

import time
from collections.abc import Sequence

from argon2 import PasswordHasher

from footlight.bench.accounts.browser import browser
from footlight.bench.accounts.figures import Times, times
from footlight.bench.accounts.population import PASSWORD, Population
from footlight.bench.server import ServerUnderTest


async def sign_ins(server: ServerUnderTest, population: Population, count: int) -> Sequence[Times]:
    """So many people sign in, one after the other; between them the hash is checked in this process.

    Raises:
        ConnectionFailedError: somebody is not let in.
    """
    hasher = PasswordHasher()
    alone, through = [], []
    async with browser(server.url) as asking:
        for number in range(count):
            began = time.perf_counter()
            hasher.verify(population.password_hash, PASSWORD)
            hashed = time.perf_counter()
            # The last of them: the first are signed in already.
            name = population.names[-1 - number % len(population.names)]
            await asking.ask("POST", "/session", None, {"name": name, "password": PASSWORD})
            alone.append(hashed - began)
            through.append(time.perf_counter() - hashed)
    return times("Argon2id alone", alone), times("sign in", through)
