from footlight.delivery.allowance import Allowance, Rate


def test_a_burst_is_allowed_and_no_more() -> None:
    allowance = Allowance(Rate(per_second=2, burst=3), now=0)
    assert [allowance.take(0) for _ in range(4)] == [True, True, True, False]


def test_it_comes_back_with_time_up_to_the_burst() -> None:
    allowance = Allowance(Rate(per_second=2, burst=3), now=0)
    for _ in range(3):
        allowance.take(0)
    assert [allowance.take(0.5), allowance.take(0.5)] == [True, False]
    assert [allowance.take(1_000) for _ in range(4)] == [True, True, True, False]
