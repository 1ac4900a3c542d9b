"""Papers to file: the ODD protocol of a system, and the draft of an impact assessment of a run."""
