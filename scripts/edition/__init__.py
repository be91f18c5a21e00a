"""A generator of static scholarly editions: readers, one model, writers."""

__version__ = "0.1.0"
