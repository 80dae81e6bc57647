"""Services: one verb per file, all of them batches: gather, decide, apply."""
