import gzip
import tracemalloc

import pytest

from measure.errors import Refused
from server.bodies import Gzip


def test_a_gzip_bomb_is_not_unpacked_beyond_the_limit():
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    assert len(Gzip().unpack(bomb, 1_000)) == 1_001
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_gzip_body_may_arrive_byte_by_byte():
    unpacker = Gzip()
    packed = gzip.compress(b"one") + gzip.compress(b"two")
    assert b"".join(unpacker.unpack(bytes([byte]), 100) for byte in packed) == b"onetwo"
    unpacker.finish()


def test_a_gzip_body_that_ends_too_early_is_refused():
    unpacker = Gzip()
    unpacker.unpack(gzip.compress(b"text")[:-1], 1_000)
    with pytest.raises(Refused, match="it ends too early"):
        unpacker.finish()
