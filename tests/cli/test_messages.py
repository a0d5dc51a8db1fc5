"""What errors say on the command line: commands and options, never Python."""

import ast
import re
from pathlib import Path

import pytest
import typer

import vrd
from vrd.cli.main import app  # type: ignore[attr-defined]
from vrd.cli.messages import options_of, translate

ROOT = Path(vrd.__file__).parent
# What no command can lead to: live parts of pages, single pictures, and seams for programmers.
BEYOND = ("widgets", "views", "annotations/agreement", "analysis", "core/segments",
          "fingerprinters/choose", "fingerprinters/keras_cnn", "projects/querying",
          "projects/annotating", "projects/overviews", "projects/places",
          "projects/questions")  # fmt: skip
# Arguments that no command sets, and what the command line has no command for.
UNSET = re.compile(r"max_false_discovery_rate|batch_size|batch_rows|no_number|"
                   r"find\((?:track=.*?)?\)|combine_projects\(.*?\) in a notebook|"
                   r"select\(\) cannot .*")  # fmt: skip
PYTHON = re.compile(r"\w\((?:\.\.\.|\w*=|\)|')|\b[a-z]\w*_\w+\b(?!\.json)|\w=(?:True|\.\.\.|')")


@pytest.fixture(scope="module")
def options():
    return options_of(typer.main.get_command(app))


def texts(node):
    """The text of an error as far as it stands in the code; X for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(texts, node.values))
    if isinstance(node, ast.BinOp):
        return texts(node.left) + texts(node.right)
    shown = ast.unparse(node)
    return "'X'" if shown.endswith(("!r}", ".stem!r")) or "!r" in shown else "X"


def messages():
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(BEYOND):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            of_vrd = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Error")
            if of_vrd and node.args and not isinstance(node.args[0], ast.Name):  # type: ignore[attr-defined]
                yield f"{name}:{node.lineno}", texts(node.args[0])  # type: ignore[attr-defined]


def test_no_message_of_the_command_line_tells_to_write_python(options):
    left = {}
    for place, message in messages():
        text = UNSET.sub("", translate(message, options))
        if PYTHON.search(text):
            left[place] = text
    assert not left


@pytest.mark.parametrize(
    ("python", "command_line"),
    [
        (
            "No film has been read yet. Call initialize_frame_extractor() first.",
            "No film has been read yet. Run `vrd run 'my films'` first.",
        ),
        (
            "They have changed. Call initialize_faiss_index(force_recreate=True).",
            "They have changed. Run `vrd run 'my films' --force`.",
        ),
        (
            "Give network=OnnxNetwork('m.onnx', mean='imagenet', std='imagenet') (from vrd.x.y), "
            "with more memory: model_memory_gib=16.",
            "Give --network m.onnx, --mean imagenet, --std imagenet, with more memory: "
            "--model-memory 16.",
        ),
        ("Choose another name, or give replace=True.", "Choose another name, or give --replace."),
        ("name it with film=..., or", "name it with --film NAME, or"),
        ("name it with film='a b.mp4'.", "name it with --film 'a b.mp4'."),
        ("as in export('one', format='eaf').",
         "as in `vrd export 'my films' one --format eaf`."),
        ("by format=: eaf, vtt", "by --format: eaf, vtt"),
        ("shortest_sequence is 0; it must be", "--shortest is 0; it must be"),
        ("fps is 0; it must be", "--fps is 0; it must be"),
        ("Restore it, or reset them with open_project('/my films', reset_search=True).",
         "Restore it, or reset them with `vrd find 'my films' --reset`."),
        ("Open the project with their folder, open_project(..., video_path='...'), and call run() "
         "once, which keeps it.", "Run once `vrd run 'my films' --films FOLDER`, which keeps it."),
        ("It was opened for reading. Open the project without read_only=True to judge.",
         "It was opened for reading. Use `vrd run 'my films'` to judge."),
        ("Give the folder of films as video_path.", "Give the folder of films as --films."),
        ("name others with additional_video_extensions=['.xyz'].",
         "name others with --extension .xyz."),
        (
            "Take them over with project.read_edits('a.xlsx').apply(project.judgements()), or",
            "Take them over with `vrd import 'my films' 'a.xlsx' --apply`, or",
        ),
        ("Ask for device='cpu', or", "Ask for --device cpu, or"),
        ("a film is a film; its format is odd", "a film is a film; its format is odd"),
    ],
)  # fmt: skip
def test_calls_and_arguments_become_commands_and_options(options, python, command_line):
    assert translate(python, options, Path("my films")) == command_line
