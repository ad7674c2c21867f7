"""The demonstration content, and the makers of its files."""
