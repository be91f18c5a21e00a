"""Find statements and publications that sentences of the running text name."""
