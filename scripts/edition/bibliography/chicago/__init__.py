"""Chicago notes-and-bibliography style."""
