"""Stubs of the lesson on Huffman coding."""
