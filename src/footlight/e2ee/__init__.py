"""Media that only people with the secret can read: SFrame, its keys, and packets sealed and opened with them."""
