"""Numpy arrays from one process to another, each way alike: what `bench frames`, `cable` and `busy` share."""
