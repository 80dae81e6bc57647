"""Kinds of effect, one per file; the registry lists them."""
