"""Who exists and who is tied to whom; the same in both worlds, and for a year at least."""
