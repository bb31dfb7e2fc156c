"""What accepts publishers: their WebSocket, and what is checked and corrected before the hub gets it."""
