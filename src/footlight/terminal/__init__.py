"""The chat in a terminal, drawn by Textual."""
