"""What outlives a restart: the database, its models and their migrations."""
