"""Measures and reports. They read an analytical copy of the ledger, never the ledger's own tables."""
