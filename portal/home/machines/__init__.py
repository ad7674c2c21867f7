"""Files that programs look for on every site."""
