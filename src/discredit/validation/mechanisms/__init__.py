"""What others published, one module per mechanism: `ABOUT`, and `run(inputs, *, people, seed)`."""
