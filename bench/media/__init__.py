"""Benchmarks of files: recordings, documents, uploads."""
