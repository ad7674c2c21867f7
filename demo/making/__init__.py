"""Makers of real files, one module per format; the same text always gives the same bytes."""
