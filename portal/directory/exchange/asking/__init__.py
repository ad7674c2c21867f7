"""The page on which a person says which column of a table is which."""
