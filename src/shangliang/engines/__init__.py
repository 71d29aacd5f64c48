"""算法库 engines: pure libraries without Django: consensus, hotspots, merkle, workdays."""
