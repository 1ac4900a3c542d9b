"""What mechanisms share: the ordinary month and its policies, graphs, a donation game, lenders."""
