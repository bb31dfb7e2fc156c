"""People and what they may do: stream keys."""
