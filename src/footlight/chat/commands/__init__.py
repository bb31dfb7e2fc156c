"""What is typed with a slash."""
