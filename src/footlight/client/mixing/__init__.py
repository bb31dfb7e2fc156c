"""Several sounds as one: each on the broadcast's clock, with its gain, within bounds."""
