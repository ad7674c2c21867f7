"""Two sheets of one organisation become one."""
