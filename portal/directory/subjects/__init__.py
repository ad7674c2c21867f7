"""The pages of domains and of places, which gather what is known."""
