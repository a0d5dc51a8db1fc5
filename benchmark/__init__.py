"""Measure VRD: ``python -m benchmark NAME``; README.md has the figures."""

# A benchmark is a module of this package with ``main(arguments: list[str]) -> dict``: it prints
# what people read and returns its figures. One line here makes it known.
BENCHMARKS = {
    "accuracy": "how well reuse is found, planted in real films, beside peers",
    "explore": "how soon the explorer answers a change of settings",
    "explore_page": "the same in a real page: a limit dragged in a browser",
    "overviews": "tables, overviews and reviews of ten thousand sequences",
    "pipeline": "every stage over a folder of films, found against planted",
    "structure": "modules, imports, floors and the longest of everything in the code",
    "search": "exhaustive neighbour search against plain FAISS",
    "wings": "the picture of the wings in docs, drawn from the import contract",
}
