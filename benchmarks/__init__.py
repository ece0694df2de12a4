"""Measurements of speed and memory. Belongs here: scripts that print a table, bound nothing."""
