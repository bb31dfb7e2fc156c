"""What serves viewers: the WebSocket that messages are written to as they are."""
