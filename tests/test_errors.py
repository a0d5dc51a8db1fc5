import inspect

import pytest

from vrd import errors


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes():
    classes = {
        name: one
        for name, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.VRDError)
    }
    drawn = {
        line.split("── ")[1].split()[0]: line
        for line in errors.__doc__.splitlines()
        if "── " in line
    }
    assert set(drawn) == set(classes) - {"VRDError"}
    above = ""
    for name, line in drawn.items():
        depth = line.index("── ")
        parent = "VRDError" if depth < 6 else above
        assert classes[name].__mro__[1].__name__ == parent
        above = name if depth < 6 else above
        if "(" in line:
            builtin = line.split("(")[1].split(")")[0]
            assert any(base.__name__ == builtin for base in classes[name].__mro__)


def test_an_unknown_name_lists_the_known_ones_nearest_first():
    error = errors.UnknownNameError("layer", "block7", ["stem", "block7b", "top"])
    assert str(error).index("block7b") < str(error).index("stem")
    assert not str(error).startswith(("'", '"'))


def test_a_long_list_is_cut():
    assert "and 70 more" in str(errors.UnknownNameError("film", "x", [str(i) for i in range(100)]))


def test_a_missing_extra_prints_the_command():
    with pytest.raises(ImportError, match=r'pip install "video-reuse-detector\[gpu\]"'):
        raise errors.MissingExtraError("faiss", "gpu")


def test_a_notebook_shows_the_message_and_the_line_that_led_to_it(tmp_path):
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell()
    with capture_output() as shown:
        shell.run_cell(
            "from vrd.vrd_project import open_project\n"
            f"there = {str(tmp_path)!r}\n"
            "open_project(there)\n"
        )
    said = shown.stdout + shown.stderr
    assert "is not a project of VRD" in said
    assert "Line 3" in said
    assert "open_project(there)" in said
    assert "vrd_project.py" not in said
