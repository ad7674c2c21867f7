"""How organisations are reached: shown after one deliberate step, which robots do not take."""
