"""Keeping order in a room: who is put out, silenced or shut out, what may be said, and what was done about it."""
