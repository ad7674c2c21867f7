"""How the product speaks HTTP."""
