"""Screens and windows of X11."""
