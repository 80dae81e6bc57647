"""Sentences for people, in their language: what rules say, and why something gave what it gave."""
