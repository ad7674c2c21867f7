"""The directory of the demonstration: loaded in one go, and removed again."""
