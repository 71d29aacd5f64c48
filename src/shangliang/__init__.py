"""商量 Shangliang: a voice goes in, a verified effect comes out, and every step between is a row a person can read."""

__version__ = "0.1.0"
