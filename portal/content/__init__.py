"""The publishing life cycle, shared by every editable record."""
