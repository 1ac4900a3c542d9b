"""A plan is run: memory foreseen, each arm from checkpoint to checkpoint, twins side by side."""
