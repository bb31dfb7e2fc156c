"""Screens and windows of a Wayland session, by its portal and PipeWire."""
