"""Short films with planted reuse, made from a script, and the truth about them."""

from vrd.demo_films.make import make_demo_films, read_truth

__all__ = ["make_demo_films", "read_truth"]
