"""Stored files and what is derived from them."""
