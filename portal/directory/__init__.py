"""Who the organisations are."""
