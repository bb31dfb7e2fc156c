"""The ``footlight`` command: arguments in, the rest out."""
