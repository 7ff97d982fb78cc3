"""三比得分: scores of windows from measured indicators, under a year's rule book."""
