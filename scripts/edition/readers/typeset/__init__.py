"""The reader of books with notes at the foot of the page."""
