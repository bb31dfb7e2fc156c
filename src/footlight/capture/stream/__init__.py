"""Coded streams as sources: addresses on the network, standard input, and files that need not be coded again."""
