"""Protocols and formats as pure functions: bytes in, values out. No socket, no clock, no asyncio."""
