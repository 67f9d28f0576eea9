"""Reference solutions of the lesson on quantization; each file stands alone."""
