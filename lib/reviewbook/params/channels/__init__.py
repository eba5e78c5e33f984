"""Entries of ``channels`` in ``deliveries.yaml``: how people are reached, one module for each kind."""
