"""Webhooks out: committed transactions told to other systems, at least once, signed by Standard Webhooks."""
