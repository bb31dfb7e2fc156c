"""The chat of a channel, for programs: come in, read, write, and stay there whatever the network does."""
