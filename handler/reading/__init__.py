"""Pixels → page."""
