"""Uploads that survive a cut: tus 1.0 (https://tus.io/protocols/resumable-upload)."""
