"""The ledger's own arithmetic: accounts, lots, entries, the hash chain (ledger sections 4.1-4.6)."""
