"""Public pages: one golden idea from voice to effect, progress by unit, outcomes, and saying what one thinks."""
