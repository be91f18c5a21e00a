"""Reads any text: infers from the whole of it how notes are marked, placed and numbered."""
