"""Figures and sentences as they are handed to people."""
