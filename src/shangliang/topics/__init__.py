"""议题 topics: hot issues found by the machine, clues, candidates, scores, the decision with its reason."""
