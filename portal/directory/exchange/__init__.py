"""The directory in and out: tables that people send, tables and cards that they take away."""
