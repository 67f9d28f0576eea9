"""Reference solutions of the lesson on Huffman coding; each file stands alone."""
