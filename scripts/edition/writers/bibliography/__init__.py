"""The pages of the bibliography."""
