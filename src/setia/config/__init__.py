"""Settings and wiring: the top floor. Named by the environment, imported by nothing below."""
