"""Keeping the directory true: how old a sheet is, and who confirms it."""
