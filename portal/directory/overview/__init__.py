"""Who does what where, seen as a whole: table, map, gaps, and the pages of domains and places."""
