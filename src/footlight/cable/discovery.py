"""Ends that tell the network where they listen, and those who look for them: mDNS, DNS-SD (RFC 6762, 6763)."""

from footlight.cable.discoveryannouncing import announcing
from footlight.cable.discoveryfinder import Finder
from footlight.cable.discoveryrecords import Found

__all__ = ["Finder", "Found", "announcing"]
