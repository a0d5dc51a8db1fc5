"""List sequences, networks and layers in plain text, for a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from vrd.core.text import clean, hms, number, shorten

if TYPE_CHECKING:
    import pandas as pd

MAX_SEQUENCES = 50
_SHORTEST_NAME = 10
# The width of all columns but the two names.
_OTHER_COLUMNS, _TIMECODE_COLUMN = 68, 13
_OWN = {
    "vrdnet": "made for copies; the usual choice",
    "dct": "needs no network: fast, but recognises much less of what was edited",
}


def list_sequences(table: pd.DataFrame) -> str:
    """Return the first sequences of a table, one on a line.

    Parameters
    ----------
    table
        As `vrd.core.sequence_table` makes it.
    """
    from vrd.views.cells import text_table
    from vrd.views.tables import sides_with_timecodes

    weighed = "confidence" in table and bool(table["confidence"].notna().any())
    coded = sides_with_timecodes(table)
    headers = ["No."]
    for side, film in (("query", "Film one"), ("ref", "Film two")):
        headers += [film, "from", *(["Timecode"] if side in coded else [])]
    headers.append("Length")
    headers += ["Speed", "Evidence", "Confidence"] if weighed else ["Score"]
    longest = _name_length(_OTHER_COLUMNS + _TIMECODE_COLUMN * len(coded))
    rows: list[list[object]] = []
    for position, line in enumerate(table.head(MAX_SEQUENCES).to_dict("records"), 1):
        row: list[object] = [position]
        for side in ("query", "ref"):
            row += [shorten(str(line[f"{side}_id"]), longest), hms(line[f"{side}_start"])]
            row += [line[f"{side}_start_timecode"]] if side in coded else []
        rows.append([*row, f"{number(line['duration'], 1)} s", *_weight(line, weighed)])
    text = text_table(headers, rows)
    if len(table) > MAX_SEQUENCES:
        text += f"\n... and {len(table) - MAX_SEQUENCES:,} more. 'vrd export' writes all of them."
    return text


def _weight(line: Mapping[Hashable, Any], weighed: bool) -> list[str]:
    """Return the last cells of a sequence: its evidence or its distance."""
    from vrd.views.tables import confidence_text

    score = number(line["score"], 1)
    if not weighed:
        return [score]
    return [number(line["speed"]), f"{score} s", confidence_text(line["confidence"])]


def _name_length(taken: int) -> int:
    """Return the most characters of a name with which a line fits into the terminal.

    Parameters
    ----------
    taken
        Characters of the other columns.
    """
    if not sys.stdout.isatty():
        return 200
    return max(_SHORTEST_NAME, (shutil.get_terminal_size().columns - taken) // 2)


def list_networks() -> str:
    """Return a table of all networks, those that VRD brings first."""
    from vrd.fingerprinters.networks import networks_table
    from vrd.views.cells import text_table

    table = networks_table()
    own = table["name"].isin(_OWN)
    lines = [[str(cell) for cell in row] for row in table[~own].to_numpy()]
    described = "\n".join(f"  {name:8}{text}" for name, text in _OWN.items())
    keras = text_table(["Name", "Input (pixels)", "Usual layer"], lines)
    return (
        f"VRD brings:\n\n{described}\n\nKeras brings these; it downloads their weights at first "
        f"use:\n\n{keras}\n\nTo list the layers of a network: vrd networks NAME"
    )


def list_layers(network: str) -> str:
    """Return a table of the layers of a network.

    Parameters
    ----------
    network
        Its name, as `list_networks` gives it, or the file of an ONNX model.
    """
    if network.lower().endswith(".onnx"):
        return _list_ports(network)
    if network == "dct":
        return "dct is a descriptor without a network: it has no layers and needs no weights."
    from vrd.fingerprinters.keras_cnn import layers
    from vrd.fingerprinters.networks import get_network
    from vrd.views.cells import text_table

    table = layers(get_network(network))
    headers = [name.capitalize() for name in table.columns]
    return text_table(headers, [[str(cell) for cell in row] for row in table.to_numpy()])


def _list_ports(path: str) -> str:
    """Return a table of what an ONNX model takes and gives, and who made its file."""
    from vrd.fingerprinters.onnx_network import OnnxNetwork
    from vrd.fingerprinters.onnx_ports import read_ports
    from vrd.fingerprinters.onnx_process import OnnxProcess
    from vrd.views.cells import text_table

    process = OnnxProcess(OnnxNetwork(path, mean=0, std=1))
    described = process.describe()
    process.close()
    rows = [
        [what, port.name, port.sides, port.type]
        for what, ports in (("input", "inputs"), ("output", "outputs"))
        for port in read_ports(described[ports])
    ]
    return (
        f"{text_table(['What', 'Name', 'Shape', 'Type'], rows)}\n\n"
        f"Made by: {clean(described['producer']) or 'not said'}. SHA-256: {described['sha256']}"
    )
