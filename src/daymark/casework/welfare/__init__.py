"""The care of those who look: what each was exposed to and how long, limits, breaks, pairs, counselling."""
