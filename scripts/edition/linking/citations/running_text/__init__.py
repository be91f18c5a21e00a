"""Citations in running text: statements and publications that sentences name."""
