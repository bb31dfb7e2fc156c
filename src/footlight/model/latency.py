"""How soon a viewer wants what it watches."""

from typing import Literal

LatencyClass = Literal["interactive", "normal", "crowd"]
"""A busy server gathers packets for ``crowd`` first, then for ``normal``, and never for ``interactive``."""
