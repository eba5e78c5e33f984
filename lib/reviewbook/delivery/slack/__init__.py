"""Slack: how a message is laid out there, and calls of it that are made once."""
