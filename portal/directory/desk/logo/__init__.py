"""The desk page of a logo."""
