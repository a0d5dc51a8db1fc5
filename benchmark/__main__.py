"""Run benchmarks by name: ``python -m benchmark NAME [options]``; the last line is JSON."""

from __future__ import annotations

import importlib
import json
import sys

from benchmark import BENCHMARKS


def main(arguments: list[str]) -> int:
    """Run one benchmark; without a known name, list them."""
    if not arguments or arguments[0] not in BENCHMARKS:
        print("python -m benchmark NAME [options]; NAME is one of")
        for name, what in BENCHMARKS.items():
            print(f"  {name:12} {what}")
        return 0 if arguments in ([], ["-h"], ["--help"]) else 2
    figures = importlib.import_module(f"benchmark.{arguments[0]}").main(arguments[1:])
    print(json.dumps({"benchmark": arguments[0]} | figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
