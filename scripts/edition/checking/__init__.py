"""Checking: rights, addresses, and the proof from the published page back to the witness."""
