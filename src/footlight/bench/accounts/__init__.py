"""`footlight bench accounts`: what rights cost those who come, and how soon they are taken back."""
