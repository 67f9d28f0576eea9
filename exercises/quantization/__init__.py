"""Stubs of the lesson on quantization."""
