"""The model: documents, addresses, citations and the ledger, as immutable values."""
