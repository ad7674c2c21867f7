"""The front page and what composes features."""
