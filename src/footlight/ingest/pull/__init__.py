"""Broadcasts that the server fetches itself: a channel's pull source, its rules, its worker."""
