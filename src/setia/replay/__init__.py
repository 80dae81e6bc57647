"""Replay: recorded history taken again, by the same engine: to prove the ledger, and to see what a change would do."""
