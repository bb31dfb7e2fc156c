"""Screens and windows of macOS."""
