"""Compression Playground: see, play with and write the ways data is made smaller."""

__version__ = "0.1.0"
