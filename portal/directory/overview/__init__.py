"""Who does what where, seen as a whole: table, map and gaps."""
