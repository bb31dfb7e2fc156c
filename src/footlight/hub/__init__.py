"""Live broadcasts in memory: groups, the shared log, fan-out. The hub sees keyframes and bytes, never a codec."""
