"""Evaluation: measures readers, citations and cross-references against labelled samples."""
