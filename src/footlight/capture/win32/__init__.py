"""Screens and windows of Windows."""
