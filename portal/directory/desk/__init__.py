"""The desk of the sheets: writing them, and deciding on what others propose."""
