"""Drafts of bibliography entries, made from the works that notes cite."""
