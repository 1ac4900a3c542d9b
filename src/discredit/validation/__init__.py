"""Published results, expected beside obtained."""
