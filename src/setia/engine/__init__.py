"""The pure engine: what a loyalty program decides, as functions of plain values.

Standard library and msgspec only. No clock, no randomness, no input or output, no floating point: time, ids and
chance are arguments, so that the same inputs give the same ledger for ever (docs/adr/0002).
"""
