"""Linking: resolves notes, cross-references, citations and correspondences."""
