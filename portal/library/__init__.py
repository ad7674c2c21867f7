"""What the networks publish: documents, reports, recordings."""
