"""What was decided: policies as data, checked and compiled to arrays."""
