"""Benchmarks: deterministic, one command each."""
