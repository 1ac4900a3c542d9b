"""What several mechanisms share: graphs, a donation game, the TransRisk tables and lenders."""
