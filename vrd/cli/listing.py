"""List sequences, networks and layers in plain text, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vrd.core.text import hms, number, shorten

if TYPE_CHECKING:
    import pandas as pd

MAX_SEQUENCES = 50
_MAX_NAME = 28
_OWN = {
    "vrdnet": "made for copies; the usual choice",
    "dct": "a descriptor without a network: fast, follows much less",
}


def list_sequences(table: pd.DataFrame) -> str:
    """Return the first sequences of a table, one on a line.

    Parameters
    ----------
    table
        As `vrd.core.sequences.sequence_table` makes it.
    """
    from vrd.views.cells import text_table
    from vrd.views.tables import confidence_text

    weighed = "confidence" in table and bool(table["confidence"].notna().any())
    headers = ["No.", "First film", "Time", "Second film", "Time", "Length"]
    headers += ["Speed", "Evidence", "Confidence"] if weighed else ["Score"]
    rows = []
    for position, line in enumerate(table.head(MAX_SEQUENCES).to_dict("records"), 1):
        row: list[object] = [position]
        for side in ("query", "ref"):
            times = (line[f"{side}_start"], line[f"{side}_end"])
            row += [shorten(str(line[f"{side}_id"]), _MAX_NAME), "-".join(map(hms, times))]
        row.append(f"{number(line['duration'], 1)} s")
        if weighed:
            evidence = f"{number(line['score'], 1)} s"
            row += [number(line["speed"]), evidence, confidence_text(line["confidence"])]
        else:
            row.append(number(line["score"], 1))
        rows.append(row)
    text = text_table(headers, rows)
    if len(table) > MAX_SEQUENCES:
        text += f"\n... and {len(table) - MAX_SEQUENCES:,} more. 'vrd export' writes all of them."
    return text


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
        f"use:\n\n{keras}\n\nThe layers of one: vrd networks NAME"
    )


def list_layers(network: str) -> str:
    """Return a table of the layers of a network.

    Parameters
    ----------
    network
        Its name, as `list_networks` gives it.
    """
    if network == "dct":
        return "dct is a descriptor without a network: it has no layers and needs no weights."
    from vrd.fingerprinters.keras_cnn import layers
    from vrd.fingerprinters.networks import get_network
    from vrd.views.cells import text_table

    table = layers(get_network(network))
    headers = [name.capitalize() for name in table.columns]
    return text_table(headers, [[str(cell) for cell in row] for row in table.to_numpy()])
