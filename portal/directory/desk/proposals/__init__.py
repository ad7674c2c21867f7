"""Proposed changes on the desk: seen before and after, accepted, refused, withdrawn."""
