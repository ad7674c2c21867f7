"""What the locked child makes of a file: clean copies, light copies, pictures of pages."""
