"""金点子 ideas: golden ideas captured in a session, refined, numbered, approved and followed to their effect."""
