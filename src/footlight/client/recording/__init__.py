"""What is received, or sent, kept in MP4 files as it is coded."""
