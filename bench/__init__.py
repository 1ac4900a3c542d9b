"""Speed, memory and waiting time of discredit beside its peers, measured in one run."""
