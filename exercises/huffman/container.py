"""A file of your own: everything together, and safe against damage.

compress turns any bytes into one self-contained blob, decompress turns the blob back
into the same bytes, in another process, on another day, with nothing else in hand. So
the blob carries the codes with it (their lengths are enough, as the page on canonical
codes shows), says where the data ends, and carries a checksum, by which decompress
knows whether what it read is what was written.

This file stands alone: copy into it what you need from your earlier exercises. The
symbols are now the values of bytes, 0 to 255. The layout of the blob is yours to choose.
"""


def compress(data: bytes) -> bytes:
    """Return the data as a self-contained blob, coded with Huffman codes.

    Every data of type bytes works: none at all, one byte value over and over, all 256
    values. The blob has at most

        ceil(bits / 8) + 320 bytes

    where bits is what the codes of an optimal tree take (one bit each where only one
    value occurs). So there are 320 bytes for the table, the length and a checksum of
    at least 32 bits, such as zlib.crc32.

    >>> decompress(compress(b"abracadabra"))
    b'abracadabra'
    >>> decompress(compress(b""))
    b''
    >>> len(compress(b"a" * 8000)) <= 1000 + 320
    True
    """
    raise NotImplementedError("compress is yours to write: what must a reader know to undo it?")


def decompress(blob: bytes) -> bytes:
    """Return the data that is in a blob that compress made.

    Raises ValueError for any other bytes: a blob that was changed, cut short or made
    longer, and something that was never a blob. It never returns wrong data, and never
    takes long over it. (Where a change hit nothing but the padding, the right data may
    be returned all the same.)

    >>> decompress(compress(bytes(range(256)))) == bytes(range(256))
    True
    """
    raise NotImplementedError("decompress is yours to write: read the blob, and doubt every byte")
