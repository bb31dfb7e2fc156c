"""Several sounds as one, in a time of our making."""

import random
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.client.mixing.mixer import FIRST_WAIT, MOST_WAIT, Block, Mixer
from footlight.client.mixing.mixinput import MixInput

RUN = 480
"""10 ms."""


def tone(hertz: float, first: float, samples: int = RUN, loudness: float = 0.25) -> NDArray[np.float32]:
    wave = loudness * np.sin(2 * np.pi * hertz * (first + np.arange(samples)) / 48_000)
    return np.column_stack((wave, wave)).astype(np.float32)


def joined(blocks: list[Block]) -> NDArray[np.float32]:
    return np.concatenate([block.samples for block in blocks])


def strength(sound: NDArray[np.float32], hertz: float) -> float:
    """How loud a tone is in a sound."""
    sound = sound[:, 0]
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / 48_000) * np.hanning(len(sound))
    return float(4 * np.abs(np.sum(sound * wave)) / len(sound))


def seamless(blocks: list[Block]) -> bool:
    """Whether each block begins where the one before it ended."""
    return all(after.place - before.place == 960 for before, after in pairwise(blocks))


def both(first: int, samples: int, other: float = 1_000) -> NDArray[np.float32]:
    """The tones of two sources from a place on."""
    return tone(440, first, samples) + tone(other, first, samples)


def steps(sound: NDArray[np.float32]) -> float:
    """The largest step between two samples: a click is one."""
    return float(np.abs(np.diff(sound[:, 0])).max())


def test_one_source_comes_out_as_it_went_in_a_packet_at_a_time() -> None:
    mixer = Mixer(1, 2)
    blocks = []
    for n in range(100):
        mixer.push(0, tone(440, n * RUN), 5_000 + n * RUN, 5_000 + (n + 1) * RUN)
        blocks += mixer.take(5_000 + (n + 1) * RUN)
    assert [block.place for block in blocks] == [5_472 + n * 960 for n in range(49)]
    np.testing.assert_allclose(joined(blocks)[300:], tone(440, 472, 49 * 960)[300:], atol=0.002)
    assert mixer.dropped == 0


@pytest.mark.parametrize("run", [120, 480, 960, 1_920])
def test_a_packet_waits_for_no_other_run(run: int) -> None:
    mixer = Mixer(1, 2)
    for n in range(100):
        now = (n + 1) * run
        mixer.push(0, tone(440, n * run, run), n * run, now)
        left = [now - block.place - 960 for block in mixer.take(now)]
        assert not left or left[-1] == 8


def test_two_sources_lie_where_they_were_taken_and_the_slower_one_makes_the_delay() -> None:
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    delays = []
    slow = 1_440  # the second source tells of its sound 30 ms later
    for n in range(300):
        now = (n + 1) * RUN
        mixer.push(0, tone(440, n * RUN), n * RUN, now)
        blocks += mixer.take(now)
        if n * RUN >= slow:
            mixer.push(1, tone(1_000, n * RUN - slow), n * RUN - slow, now)
            taken = mixer.take(now)
            delays += [now - block.place - 960 for block in taken]
            blocks += taken
    sound = joined(blocks)[4_800:]
    assert strength(sound, 440) == pytest.approx(0.25, abs=0.01)
    assert strength(sound, 1_000) == pytest.approx(0.25, abs=0.01)
    np.testing.assert_allclose(sound, both(blocks[0].place + 4_800, len(sound)), atol=0.005)
    assert max(delays[5:]) <= slow + 960
    assert seamless(blocks)


@pytest.mark.parametrize("hole", [(200, 400), (201, 401)])
def test_a_source_that_stalls_is_waited_for_once_and_comes_and_goes_without_a_click(hole: tuple[int, int]) -> None:
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    waits = []
    for n in range(600):
        now = (n + 1) * RUN
        mixer.push(0, tone(310, n * RUN, loudness=0.05), n * RUN, now)
        if not hole[0] <= n < hole[1]:
            mixer.push(1, tone(310, n * RUN), n * RUN, now)
        taken = mixer.take(now)
        waits += [now - block.place - 960 for block in taken]
        blocks += taken
    assert seamless(blocks)
    assert len(blocks) >= 298
    assert FIRST_WAIT <= max(waits) <= FIRST_WAIT + 960
    assert sum(wait > 960 for wait in waits) <= 6
    sound = joined(blocks)
    assert strength(sound[20_000:90_000], 310) == pytest.approx(0.3, abs=0.01)
    assert strength(sound[100_000:190_000], 310) == pytest.approx(0.05, abs=0.01)
    assert strength(sound[200_000:], 310) == pytest.approx(0.3, abs=0.01)
    assert steps(sound) < 0.02


@pytest.mark.parametrize("first", [200, 201])
@pytest.mark.parametrize("length", [5, 11, 30, 45, 60])
def test_a_hole_does_not_click(first: int, length: int) -> None:
    mixer = Mixer(1, 2)
    blocks: list[Block] = []
    for n in range(400):
        if not first <= n < first + length:
            mixer.push(0, tone(310, n * RUN), n * RUN, (n + 1) * RUN)
        blocks += mixer.take((n + 1) * RUN)
    assert steps(joined(blocks)) < 0.02
    if length < 50:
        assert seamless(blocks)


def test_nobody_waits_for_a_source_that_left_or_never_came() -> None:
    mixer = Mixer(3, 2)
    for n in range(20):
        mixer.push(0, tone(440, n * RUN), n * RUN, (n + 1) * RUN)
        mixer.push(1, tone(440, n * RUN), n * RUN, (n + 1) * RUN)
    mixer.take(20 * RUN)
    mixer.leave(1)
    waits = []
    for n in range(20, 40):
        mixer.push(0, tone(440, n * RUN), n * RUN, (n + 1) * RUN)
        waits += [(n + 1) * RUN - block.place - 960 for block in mixer.take((n + 1) * RUN)]
    assert len(waits) == 10
    assert max(waits) <= 480


def test_a_source_that_is_always_late_is_waited_for_longer() -> None:
    """A Bluetooth microphone tells of its sound 200 ms late: more than the others wait at first."""
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    late = 9_600
    for n in range(500):
        now = (n + 1) * RUN
        mixer.push(0, tone(440, n * RUN), n * RUN, now)
        if n * RUN >= late:
            mixer.push(1, tone(1_000, n * RUN - late), n * RUN - late, now)
        blocks += mixer.take(now)
    assert strength(joined(blocks)[48_000:], 1_000) == pytest.approx(0.25, abs=0.01)
    assert mixer.dropped < 9_600


def test_a_source_that_is_far_too_late_is_mixed_as_it_comes() -> None:
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    late = 4 * 48_000
    for n in range(1_000):
        now = (n + 1) * RUN
        mixer.push(0, tone(440, n * RUN), n * RUN, now)
        mixer.push(1, tone(1_000, n * RUN), n * RUN - late, now)
        taken = mixer.take(now)
        assert all(now - block.place - 960 <= MOST_WAIT + 960 for block in taken)
        blocks += taken
    assert strength(joined(blocks)[-96_000:], 1_000) == pytest.approx(0.25, abs=0.02)
    assert strength(joined(blocks)[-96_000:], 440) == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("apart", [1, 20, 45])
def test_sources_that_were_held_up_together_lose_nothing_by_who_comes_first(apart: int) -> None:
    """Twice a second nothing comes for 0.25 s; then all that one source has, and a little later the other's."""

    def handed_over(end: int, late: int) -> int:
        half, phase = divmod(end, 24_000)
        if phase > 12_000:
            return (half + 1) * 24_000 + late
        return half * 24_000 + late if half and phase < late else end

    runs = [
        (handed_over((n + 1) * RUN, late), n, number) for n in range(400) for number, late in ((0, apart * 48), (1, 0))
    ]
    mixer, blocks = Mixer(2, 2), []
    for now, n, number in sorted(runs):
        mixer.push(number, tone((440, 1_000)[number], n * RUN), n * RUN, now)
        blocks += mixer.take(now)
    assert mixer.dropped == 0
    assert seamless(blocks)
    last = joined(blocks)[-96_000:]
    np.testing.assert_allclose(last, both(blocks[-1].place + 960 - 96_000, 96_000), atol=0.005)


def test_a_burst_after_a_stall_is_late_and_what_follows_is_not() -> None:
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    for n in range(400):
        now = (n + 1) * RUN
        mixer.push(0, tone(440, n * RUN), n * RUN, now)
        for late in range(100, 201) if n == 200 else [n] if not 100 <= n <= 200 else []:
            mixer.push(1, tone(1_010, late * RUN), late * RUN, now)
        blocks += mixer.take(now)
    assert seamless(blocks)
    last = joined(blocks)[-48_000:]
    np.testing.assert_allclose(last, both(blocks[-1].place + 960 - 48_000, 48_000, 1_010), atol=0.005)
    assert mixer.dropped > 30_000
    assert steps(joined(blocks)) < 0.06


def test_when_all_were_away_the_mix_goes_on_after_the_gap() -> None:
    """The machine slept for an hour."""
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    for n in range(200):
        at = n * RUN + (48_000 * 3_600 if n >= 100 else 0)
        for source in (0, 1):
            mixer.push(source, tone(440, n * RUN), at, at + RUN)
            blocks += mixer.take(at + RUN)
    assert len(blocks) <= 100
    places = [block.place for block in blocks]
    assert places == sorted(places)
    assert places[-1] >= 48_000 * 3_600 + 98 * RUN - 960


@pytest.mark.parametrize("lie", [48_000 * 86_400, -48_000 * 86_400])
def test_a_source_whose_clock_lies_harms_no_other(lie: int) -> None:
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    for n in range(400):
        now = (n + 1) * RUN
        mixer.push(0, tone(440, n * RUN), n * RUN, now)
        mixer.push(1, tone(1_000, n * RUN, loudness=0.01), n * RUN + (lie if n >= 50 else 0), now)
        taken = mixer.take(now)
        blocks += taken
        assert all(-4_800 <= now - block.place - 960 <= MOST_WAIT + 960 for block in taken)
    assert len(blocks) >= 180
    assert strength(joined(blocks), 440) == pytest.approx(0.25, abs=0.02)
    assert strength(joined(blocks)[-48_000:], 1_000) == pytest.approx(0.01, abs=0.002)


def test_a_run_of_a_minute_is_held_no_longer_than_a_second() -> None:
    mixer = Mixer(2, 2)
    mixer.push(0, tone(440, 0), 0, 480)
    mixer.push(1, np.ones((48_000 * 60, 2), np.float32), 0, 480)
    assert mixer.dropped >= 48_000 * 59 - 9


def test_what_was_taken_before_the_broadcast_began_is_no_part_of_it() -> None:
    mixer = Mixer(1, 2, begins_at=120)
    blocks: list[Block] = []
    for n in range(-10, 10):
        mixer.push(0, tone(440, n * RUN), n * RUN, (n + 1) * RUN)
        blocks += mixer.take((n + 1) * RUN)
    assert blocks[0].place == 472
    assert mixer.dropped == 0
    np.testing.assert_allclose(joined(blocks)[300:], tone(440, 472, len(blocks) * 960)[300:], atol=0.002)


def test_runs_of_a_few_samples_come_out_as_they_went_in() -> None:
    mixer = Mixer(1, 2)
    blocks: list[Block] = []
    for first in range(0, 9_600, 4):
        mixer.push(0, tone(440, first, 4), first, first + 4)
        blocks += mixer.take(first + 4)
    assert seamless(blocks)
    np.testing.assert_allclose(joined(blocks)[300:], tone(440, blocks[0].place, len(blocks) * 960)[300:], atol=0.002)


@pytest.mark.parametrize("seed", [*range(30), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(30, 100))])
def test_whatever_comes_whenever_the_mix_goes_on(seed: int) -> None:
    chance = random.Random(seed)
    sources = chance.choice((1, 2, 3))
    mixer = Mixer(sources, 2, chance.choice((0, 5_000)))
    at, now = [0] * sources, 0
    for _ in range(100):
        source, count = chance.randrange(sources), chance.choice((0, 1, 4, 8, 9, 15, 16, 100, 480, 4_000))
        at[source] += chance.choice((0, 0, 0, -3_000, 3_000, 50_000, -50_000))
        now = max(now, at[source] + count) if chance.random() < 0.7 else now + chance.choice((0, 480, 20_000))
        mixer.push(source, np.ones((count, 2), np.float32), at[source], now)
        at[source] += count
        for block in mixer.take(now):
            assert block.samples.shape == (960, 2)
            assert np.abs(block.samples).max() <= 1.1 * sources


def test_a_source_that_was_far_too_late_and_is_not_any_more_lies_where_it_was_taken() -> None:
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    for n in range(800):
        now = (n + 1) * RUN
        mixer.push(0, tone(440, n * RUN), n * RUN, now)
        mixer.push(1, tone(1_010, n * RUN), n * RUN - (2 * 48_000 if n < 500 else 0), now)
        blocks += mixer.take(now)
    last = joined(blocks)[-48_000:]
    np.testing.assert_allclose(last, both(blocks[-1].place + 960 - 48_000, 48_000, 1_010), atol=0.005)


def test_a_source_that_is_late_now_and_then_keeps_its_place() -> None:
    mixer = Mixer(2, 2)
    blocks: list[Block] = []
    held: list[int] = []
    for n in range(700):
        now = (n + 1) * RUN
        mixer.push(0, tone(440, n * RUN), n * RUN, now)
        held.append(n)
        if not (100 <= n < 136 or 300 <= n < 336):
            for late in held:
                mixer.push(1, tone(1_010, late * RUN), late * RUN, now)
            held.clear()
        blocks += mixer.take(now)
    last = joined(blocks)[-48_000:]
    np.testing.assert_allclose(last, both(blocks[-1].place + 960 - 48_000, 48_000, 1_010), atol=0.005)


def test_what_a_jump_leaves_behind_is_counted() -> None:
    waiting = MixInput(2)
    waiting.push(tone(440, 0), 0)
    waiting.push(tone(440, 0), 48_000)
    assert waiting.dropped == RUN - 8
    assert waiting.start == 48_000
