"""Make short films that share footage, and tell which stretches they share."""

from vrd.demo_films.make import make_demo_films, read_truth

__all__ = ["make_demo_films", "read_truth"]
