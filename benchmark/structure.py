"""Count what the package consists of: modules, imports, floors, and the longest of everything.

The figures are read from the code and depend on nothing else, so two versions of the tree can be
compared: ``python -m benchmark structure`` for this one, ``... structure FOLDER`` for another.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Names that tell a reader nothing of what they stand for.
VAGUE = ("one", "other", "two", "every", "found", "said")
#: The verbs with which docstrings of this project begin.
VERBS = frozenset(
    """
    accept add align allow answer append apply ask assemble assert begin bring build calculate
    call cancel catch change chart check choose clear close collect come compare complete
    compute confirm continue convert copy count create cut declare decode define delete describe
    divide do draw drop edit encode end enlarge estimate exchange exclude explain explore export
    extract fade fall fill filter find fingerprint fit fold follow forget format generate get
    give go group guard hand hide hold import index insert interpolate join judge keep know lay
    leave let limit list live load lock log look make map mark measure merge move name normalize
    note number offer open order paint parse pass pick plan plant play plot point prepare print
    probe project propose put raise re-export read recognise record redo refine refuse register
    remember remove rename render replace report request rescan restore resume return review run
    sample save say scale score search select send serve set share show skip sort split squeeze
    stack start stop store stretch study switch take teach tell test time train translate trim
    try turn undo unpack update upgrade use validate wait walk watch weigh work wrap write yield
    """.split()
)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Module:
    """Hold what is counted of one file.

    Attributes
    ----------
    name
        Its dotted name, such as ``vrd.core.text``.
    lines
        The number of its lines.
    imports
        The modules of the package that it imports at its top.
    all_imports
        The modules of the package that it imports anywhere, in functions and for types, too.
    functions
        Lines and parameters of each function, by its name.
    docstrings
        The first line of each docstring, by what it belongs to.
    vague
        How often each name of `VAGUE` is bound.
    """

    name: str
    lines: int
    imports: set[str]
    all_imports: set[str]
    functions: dict[str, tuple[int, int]]
    docstrings: dict[str, str]
    vague: dict[str, int] = field(default_factory=dict)

    @property
    def wing(self) -> str:
        """Return the folder of the package in which the module lies, or its own name."""
        return ".".join(self.name.split(".")[:2])


def read_package(root: Path) -> list[Module]:
    """Return all modules of the package in the folder ``root``, in the order of their names."""
    paths = {_dotted(path, root.parent): path for path in sorted(root.rglob("*.py"))}
    return [_read(name, path, set(paths)) for name, path in paths.items()]


def _dotted(path: Path, base: Path) -> str:
    parts = path.relative_to(base).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read(name: str, path: Path, known: set[str]) -> Module:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    return Module(
        name,
        len(text.splitlines()),
        _imports(tree.body, known) - {name},
        _imports(ast.walk(tree), known) - {name},
        dict(_functions(tree, name)),
        dict(_docstrings(tree, name)),
        _bound(tree),
    )


def _imports(nodes: Iterable[ast.AST], known: set[str]) -> set[str]:
    """Return the modules that import statements among these nodes name."""
    named: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            named |= (inside & known) or {node.module}
    return named & known


def _functions(tree: ast.AST, name: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for node in ast.walk(tree):
        if isinstance(node, _DEFINITIONS):
            spec = node.args
            given = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
            count = len(given) - (bool(given) and given[0].arg in ("self", "cls"))
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{name}.{node.name}:{node.lineno}", (lines - _doc_lines(node), count)


def _doc_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines the docstring of a function takes."""
    if ast.get_docstring(node) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def _docstrings(tree: ast.Module, name: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, (*_DEFINITIONS, ast.ClassDef, ast.Module)):
            text = ast.get_docstring(node)
            if text:
                place = getattr(node, "name", "")
                yield f"{name}:{getattr(node, 'lineno', 1)} {place}", text.splitlines()[0]


def _bound(tree: ast.AST) -> dict[str, int]:
    """Return how often each vague name is bound: assigned, looped over or a parameter."""
    counts = dict.fromkeys(VAGUE, 0)
    for node in ast.walk(tree):
        stored = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        name = node.id if stored else node.arg if isinstance(node, ast.arg) else ""  # type: ignore[attr-defined]
        if name in counts:
            counts[name] += 1
    return counts


def floors(arrows: dict[str, set[str]]) -> int:
    """Return how many floors the modules need, if each stands above all that it imports.

    Modules that import one another in a circle stand on one floor.

    Examples
    --------
    >>> floors({"cli": {"core", "errors"}, "core": {"errors"}, "errors": set()})
    3
    """
    reach = {name: _reached(name, arrows) for name in arrows}
    heights: dict[str, int] = {}

    def height(name: str) -> int:
        circle = {other for other in reach[name] | {name} if name in reach[other] | {other}}
        if name not in heights:
            lower = set().union(*(arrows[module] for module in circle)) - circle
            top = 1 + max(map(height, lower), default=0)
            heights.update(dict.fromkeys(circle, top))
        return heights[name]

    return max(map(height, arrows), default=0)


def _reached(name: str, arrows: dict[str, set[str]]) -> set[str]:
    """Return all that a module imports, by however many steps."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        new = arrows[waiting.pop()] - reached
        reached |= new
        waiting.extend(new)
    return reached


def begins_with_a_verb(sentence: str) -> bool:
    """Return whether a docstring begins with a verb that this project knows.

    Examples
    --------
    >>> begins_with_a_verb("Return the rows."), begins_with_a_verb("What was found.")
    (True, False)
    """
    return sentence.split()[0].strip(".,:;").lower() in VERBS


def figures_of(modules: list[Module]) -> dict[str, Any]:
    """Return the figures of a package, by what they count."""
    wings: dict[str, set[str]] = {}
    owner = {module.name: module.wing for module in modules}
    for module in modules:
        reached = {owner[name] for name in module.all_imports} - {module.wing}
        wings.setdefault(module.wing, set()).update(reached)
    arrows = {module.name: module.all_imports for module in modules}
    at_top = sum(len(module.imports) for module in modules)
    functions = {key: value for module in modules for key, value in module.functions.items()}
    docstrings = [text for module in modules for text in module.docstrings.values()]
    longest_file = max(modules, key=lambda module: module.lines)
    longest = max(functions, key=lambda name: functions[name][0])
    widest = max(functions, key=lambda name: functions[name][1])
    return {
        "modules": len(modules),
        "lines": sum(module.lines for module in modules),
        "wings": len(wings),
        "imports between wings": sum(map(len, wings.values())),
        "floors of wings": floors(wings),
        "imports between modules": sum(map(len, arrows.values())),
        "of these in functions or for types": sum(map(len, arrows.values())) - at_top,
        "floors of modules": floors(arrows),
        "longest file": f"{longest_file.lines} {longest_file.name}",
        "files over 250 lines": sum(module.lines > 250 for module in modules),
        "functions": len(functions),
        "longest function": f"{functions[longest][0]} {longest}",
        "functions over 40 lines": sum(lines > 40 for lines, _ in functions.values()),
        "longest parameter list": f"{functions[widest][1]} {widest}",
        "functions with over 8 parameters": sum(count > 8 for _, count in functions.values()),
        "docstrings": len(docstrings),
        "docstrings without a verb first": sum(not begins_with_a_verb(t) for t in docstrings),
    } | {
        f"the name {name!r} is bound": sum(module.vague[name] for module in modules)
        for name in VAGUE
    }


def main(arguments: list[str]) -> dict[str, Any]:
    """Print the figures of a tree, and return them."""
    parser = argparse.ArgumentParser(prog="python -m benchmark structure", description=__doc__)
    here = Path(__file__).resolve().parents[1]
    parser.add_argument("folder", nargs="?", type=Path, default=here, help="a checkout")
    parser.add_argument("--list", action="store_true", help="list docstrings without a verb first")
    given = parser.parse_args(arguments)
    modules = read_package(given.folder / "vrd")
    if given.list:
        for module in modules:
            for place, text in module.docstrings.items():
                if not begins_with_a_verb(text):
                    print(f"{place}: {text}")
    figures = figures_of(modules)
    for name, value in figures.items():
        print(f"{name:36} {value}")
    return figures
