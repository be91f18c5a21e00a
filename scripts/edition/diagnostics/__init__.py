"""Diagnostics: findings that are reported to editors, with a permanent code and a place."""
