"""The reader of prose without notes."""
