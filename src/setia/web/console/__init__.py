"""The console: what the staff of a program see and do, by role."""
