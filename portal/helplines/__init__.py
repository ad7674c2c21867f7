"""Telephone numbers for people in danger, by country, and the page that shows them."""
