"""Chat: one room a channel, its lines, its ranks, and who is in it."""
