"""Who exists and who is tied to whom; fixed within a run."""
