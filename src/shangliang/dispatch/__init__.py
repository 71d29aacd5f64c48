"""转办督办 dispatch: hand over, sign, answer, chase, supervise, evaluate, write off, look back, generalise."""
