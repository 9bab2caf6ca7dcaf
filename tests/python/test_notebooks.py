"""The notebooks: without outputs in the project, and without errors when they are executed."""

import os

import nbformat
import pytest
from nbclient import NotebookClient

from conftest import ROOT

pytest.importorskip("suasion", reason="the package is not installed: `make python` builds it")

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# How many pictures each has.
FIGURES = {"00": 2, "10": 5, "20": 5, "30": 3, "40": 3, "50": 2}


def test_they_are_few_and_in_order():
    names = [path.name for path in NOTEBOOKS]
    assert [name[:2] for name in names] == list(FIGURES)
    listed = (ROOT / "docs/python.md").read_text()
    for path in NOTEBOOKS:
        assert f"| {path.name[:2]} " in listed, f"docs/python.md lists {path.name}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_they_run(path, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    before = set(os.listdir(path.parent))
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=place).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [o for o in outputs if "image/png" in o.get("data", {})]
    assert len(pictures) == FIGURES[path.name[:2]]
    complaints = [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    assert complaints == []
    assert set(os.listdir(path.parent)) == before, "a notebook leaves nothing behind"
