"""The member's page: what a member sees of himself, and does, on a phone first."""
