"""Copies of the whole database as it was at one moment: made while others write, and put where there is none."""
