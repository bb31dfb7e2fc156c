"""From sources to a channel: lanes that make packets, what the network takes of them, and one publisher."""
