"""From exports to a published build: land, build, publish, read."""

__version__ = "0.1.0"
