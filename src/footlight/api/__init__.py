"""What a server answers over HTTP: pages, REST, health, metrics, and the WebSocket endpoint."""
