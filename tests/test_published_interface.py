"""The cells of the published article, run in a real kernel, unchanged but for paths and weights.

Nothing can be downloaded in a test: ``weights='random'`` is the one argument added.
"""

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

CELLS = [
    """
import numpy as np
import pandas as pd
import os
# we disable tensorflow warnings as they are verbose
# if things do not work, this suppression should be removed
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'
import tensorflow as tf
from IPython.core.display import display, HTML

from vrd import neural_networks, vrd_project, faiss_helper
from vrd.neural_networks import NeuralNetworks
from vrd.sequence_finder import SequenceFinder
""",
    """
# set project configuration
demo_project = vrd_project.VRDProject(
    name = 'demo_project',
    project_base_path="./vrd_projects/",
    video_path = 'media/demo/',
    network = neural_networks.NeuralNetworks.efficientnetb4,
    stop_at_layer='block7b_se_squeeze',
    additional_video_extensions=['.webm', '.mpg'],
    weights='random',
)
""",
    """
# extract frames
demo_project.initialize_frame_extractor()
""",
    """
# create fingerprints
demo_project.populate_fingerprint_database(force_recreate = False)
""",
    """
# index fingerprints using Faiss
demo_project.initialize_faiss_index(force_recreate = False)
""",
    """
# calculate similarity neighbours
demo_project.neighbours_considered = 250
demo_project.initialize_neighbours(force_recreate = True)
""",
    """
# get distance histogram
demo_project.neighbours.get_distance_histogram();
""",
    """
demo_project.neighbours.get_distance_histogram(halfway_x_ticks=True);
""",
    """
# configure filters
SHORTEST_SEQUENCE = 2
MAX_DISTANCE      = 60000
ALLOW_SKIP        = 2


### Nothing to change below this line! ###

finder = SequenceFinder(
    demo_project.neighbours,
    max_distance=MAX_DISTANCE)

finder.filter_matches_from_same_video()

sequences = finder.find_sequences(
    shortest_sequence=SHORTEST_SEQUENCE,
    allow_skip=ALLOW_SKIP,
    combine_overlap=True
)
""",
    """
# show notebook sequences
finder.show_notebook_sequence(sequences,show_limit=100, frame_resize=(30,30))
""",
    """
print(len(demo_project.frame_extractor.video_list), 'films,',
      len(demo_project.frame_extractor.all_images), 'frames')
print(demo_project.frame_extractor.get_video_name_from_index(0))
print(demo_project.frame_extractor.get_video_and_start_time_from_index(1))
print(demo_project.network, demo_project.video_path, demo_project.neighbours_considered)
""",
    """
name = 'Förväntningarnas tid_Vägen genom krisen.webm'
rows = finder.neigh.frames.get_index_from_video_name(name)
only = [(start1, start2, duration) for start1, start2, duration in sequences
        if start1 in rows or start2 in rows]
longest = sorted(only, key=lambda x: x[2], reverse=True)
rest = set(sequences) - set(longest)
print(len(only), len(rest))
""",
    """
start1, start2, duration = longest[0]
print('mean distance', finder.get_sequence_mean_distance(start1, start2, duration)[0])
""",
    """
finder.show_notebook_sequence(
    set(longest), show_limit=5, frame_resize=(90, 90), show_shift=True,
    sort_order=lambda x: x[0], convert_format='JPEG')
""",
    """
demo_project.show_most_reused_files(sequences, size=(800, 400))
""",
    """
before = len(sequences)
SequenceFinder.remove_unwanted_sequences(sequences, demo_project, 'unwanted.xlsx')
print(before, len(sequences))
""",
    """
query_project = vrd_project.VRDProject(
    name = 'query_project',
    project_base_path="./vrd_projects/",
    video_path = 'media/query/',
    network = neural_networks.NeuralNetworks.efficientnetb4,
    override_network_default_layer = -1,
    weights='random',
)
query_project.initialize_frame_extractor()
query_project.populate_fingerprint_database(force_recreate = False)
combined = vrd_project.combine_projects(demo_project, query_project, name='combined')
both = SequenceFinder(combined.neighbours, max_distance=MAX_DISTANCE)
print(len(both.find_sequences(shortest_sequence=5, allow_skip=2)) > 0)
""",
]


@pytest.fixture(scope="module")
def outputs(films, tmp_path_factory):
    """What each cell shows, as (text, pictures)."""
    place = tmp_path_factory.mktemp("published")
    (place / "media" / "demo").mkdir(parents=True)
    (place / "media" / "query").mkdir()
    accents = "Förväntningarnas tid_Vägen genom krisen.webm"
    # The container is told by its content, not by its name.
    (place / "media" / "demo" / accents).write_bytes((films / "one.mp4").read_bytes())
    (place / "media" / "demo" / "two [1983].MP4").write_bytes((films / "two.mp4").read_bytes())
    (place / "media" / "query" / "three.mp4").write_bytes((films / "one.mp4").read_bytes())
    pd.DataFrame({"Video": [accents], "Start time": ["00:00:02"], "Duration": [3]}).to_excel(
        place / "unwanted.xlsx", index=False
    )
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(book, timeout=600, resources={"metadata": {"path": str(place)}}).execute()
    return [cell.outputs for cell in book.cells]


def shown(outputs, kind):
    return [o.data[kind] for o in outputs if o.output_type in ("display_data", "execute_result")
            and kind in o.data]  # fmt: skip


def printed(outputs):
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")


def test_histograms_show_though_the_cell_ends_with_a_semicolon(outputs):
    assert len(shown(outputs[6], "image/png")) == 1
    assert len(shown(outputs[7], "image/png")) == 1


def test_sequences_show_as_pictures_with_text_beside_them(outputs):
    (html,) = shown(outputs[9], "text/html")
    (text,) = shown(outputs[9], "text/plain")
    assert "data:image/jpeg;base64," in html
    assert "Förväntningarnas" in html
    assert "Förväntningarnas" in text
    assert "<script" not in html


def test_the_filter_says_what_it_dropped(outputs):
    assert "Within one film: 0 of" in printed(outputs[8])


def test_films_and_rows(outputs):
    text = printed(outputs[10])
    assert "2 films, 40 frames" in text
    assert "('Förväntningarnas tid_Vägen genom krisen.webm', 1.0)" in text
    assert "efficientnetb4" in text
    assert text.rstrip().endswith("250")


def test_sequences_can_be_taken_apart_and_put_into_sets(outputs):
    count, rest = printed(outputs[11]).split()
    assert int(count) >= 1
    assert int(rest) == 0


def test_mean_distance_is_a_number(outputs):
    assert 0 <= float(printed(outputs[12]).split()[-1]) < 60000


def test_shift_sort_order_and_format_are_taken(outputs):
    (html,) = shown(outputs[13], "text/html")
    assert "data:image/jpeg" in html


def test_the_chart_of_most_reused_films(outputs):
    assert len(shown(outputs[14], "image/png")) == 1


def test_unwanted_stretches_are_cut(outputs):
    assert len(printed(outputs[15]).split()) == 2


def test_two_projects_combined(outputs):
    assert printed(outputs[16]).strip().endswith("True")


def test_no_cell_complains(outputs):
    for number, cell in enumerate(outputs):
        complaints = [o.text for o in cell if o.output_type == "stream" and o.name == "stderr"]
        # The published import of display is an old one; Jupyter says so, and it works.
        text = "".join(complaints).replace("DeprecationWarning: Importing display from", "")
        assert "Error" not in text, f"cell {number}: {text}"
        assert "Warning" not in text, f"cell {number}: {text}"
