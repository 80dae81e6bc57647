"""Signing in: by a link that works once, or by password with a second factor."""
