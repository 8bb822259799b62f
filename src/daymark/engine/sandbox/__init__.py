"""The only place that opens untrusted media: child processes that can do nothing but decode.

`pool.py` is the door: bytes go in, plain numbers come out. `child/` runs behind it and alone imports decoders.
"""
