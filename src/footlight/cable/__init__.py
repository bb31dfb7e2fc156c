"""Point to point: an end that listens is a small server, with a hub and a page of its own."""
