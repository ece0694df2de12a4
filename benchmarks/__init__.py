"""Measurements of speed and memory; nothing here is a test, and nothing imports it."""
