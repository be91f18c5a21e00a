"""What ``make bench`` measures: the generator, and peers that only render, in one run."""
