"""The organisation itself on the desk: all of a sheet but its rows."""
