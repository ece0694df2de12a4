"""Tests that provoke a fault of the register and look at what survives."""
