"""The client of a server: publish and watch over footlight.1, reconnecting for ever."""
