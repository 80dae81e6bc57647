"""The audit: every invariant asked of the database itself, in one snapshot; the first bad account is named."""
