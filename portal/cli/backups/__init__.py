"""Copies of a whole site: made while it runs, checked, and loaded again."""
