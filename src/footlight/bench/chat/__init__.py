"""What chat costs: `footlight bench chat`."""
