"""A society one can see and touch: what `discredit serve` answers a browser."""
