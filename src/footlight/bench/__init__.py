"""Measuring Footlight on the machine at hand: fan-out, latency, slow viewers, capture (docs/performance.md)."""
