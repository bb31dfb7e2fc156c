"""From a channel to frames: one connection, decoders."""
