"""Entries of ``sources.yaml`` for systems that are asked over the network, a module for each."""
