"""The registers as pages and as data."""
