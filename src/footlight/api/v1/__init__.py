"""The routers of ``/api/v1``, one file a subject."""
