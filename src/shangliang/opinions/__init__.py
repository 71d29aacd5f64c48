"""说说看法 opinions: statements, votes and the opinion map of a consultation."""
