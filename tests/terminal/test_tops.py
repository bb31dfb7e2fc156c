"""What stands at the top, in any width."""

from footlight.client.chat.told import PollChoice, PollState
from footlight.terminal.tops import poll_rows

POLL = PollState(1, "Tea or\ncoffee?", [PollChoice("tea", 3), PollChoice("coffee", 1), PollChoice("neither", 3)], 5)


def test_a_poll_takes_few_rows_and_breaks_no_choice() -> None:
    whole = "Poll (/vote NUMBER): Tea or coffee?   1 tea: 3   >2 coffee: 1   3 neither: 3"
    assert poll_rows(POLL, 1, 100) == whole
    assert poll_rows(POLL, 1, 37).splitlines() == [
        "Poll (/vote NUMBER): Tea or coffee?", "1 tea: 3   >2 coffee: 1", "3 neither: 3",
    ]  # fmt: skip
