"""Drafts of entries for the bibliography and the registers, made from the texts."""
