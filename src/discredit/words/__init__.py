"""How a figure, a label, a life is told, the same everywhere."""
