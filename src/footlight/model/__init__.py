"""The nouns of Footlight: Channel, Broadcast, Track, Packet, Frame, and the units they are told in."""
