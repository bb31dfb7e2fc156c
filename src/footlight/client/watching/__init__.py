"""From a channel to frames and files: one connection, decoders, recordings."""
