"""Coding and decoding of pictures and sound, by FFmpeg's libraries; colour by OpenCV."""
