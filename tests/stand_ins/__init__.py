"""Servers that stand in for the systems, on this machine: they keep state, and refuse what the vendors refuse."""
