"""Bytes ↔ pixels."""
