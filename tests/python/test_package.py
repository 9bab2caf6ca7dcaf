"""The package beside the program: the same bytes, Arrow without copies, mistakes, Ctrl-C."""

import copy
import json
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from conftest import ROOT, files, suasion
from test_scores import CONFIG, write_tables

su = pytest.importorskip("suasion", reason="the package is not installed: `make python` builds it")

TEACHING = str(ROOT / "scenarios/teaching.toml")
SCO = str(ROOT / "scenarios/sco.toml")


@pytest.fixture(scope="module")
def scenario():
    return su.load(TEACHING)


@pytest.fixture(scope="module")
def outcome(scenario):
    return su.run(
        scenario, runs=1000, seed=7, series=["gdp", "trade_share[SOU,NOR]"], progress=False
    )


@pytest.mark.parametrize(
    "words, keys",
    [
        (["--runs", "1000", "--seed", "7"], {"runs": 1000, "seed": 7}),
        (["--runs", "256", "--plan", "sobol"], {"runs": 256, "plan": "sobol"}),
        (
            ["--runs", "256", "--plan", "lhs", "--ablate", "friction"],
            {"runs": 256, "plan": "lhs", "ablate": "friction"},
        ),
        (
            ["--runs", "700", "--trajectories", "gdp,trade_share[SOU,NOR]"],
            {"runs": 700, "series": ["gdp", "trade_share[SOU,NOR]"]},
        ),
        (["--runs", "256", "--float", "f32"], {"runs": 256, "float": "f32"}),
        (
            ["--runs", "3000", "--precision", "gdp[SOU]@2026=0.2"],
            {"runs": 3000, "precision": {"gdp[SOU]@2026": 0.2}},
        ),
    ],
)
def test_the_same_seed_gives_the_bytes_of_the_command_line(tmp_path, words, keys):
    there, here = tmp_path / "there", tmp_path / "here"
    suasion("run", "scenarios/teaching.toml", "--out", there, *words)
    at = os.getcwd()
    os.chdir(ROOT)
    try:
        found = su.run("scenarios/teaching.toml", progress=False, threads=1, **keys)
    finally:
        os.chdir(at)
    found.save(here)
    assert files(here) == files(there)
    digests = {entry["name"]: entry["sha256"] for entry in files(there)[1]["files"]}
    assert found.digests == digests


def test_what_is_replaced_is_what_the_command_line_sets(tmp_path):
    changes = {
        "time.end_year": 2027,
        "parameters.diversion.diversion": 0.5,
        "actors.SOU.growth_per_year": {"dist": "normal", "mean": 0.03, "sd": np.float64(0.01)},
        "title": 'Another "title"',
    }
    sets = [
        "time.end_year=2027",
        "parameters.diversion.diversion=0.5",
        'actors.SOU.growth_per_year={ dist = "normal", mean = 0.03, sd = 0.01 }',
        "title='Another \"title\"'",
    ]
    suasion(
        "run",
        TEACHING,
        "--runs",
        64,
        "--out",
        tmp_path / "there",
        *[word for text in sets for word in ("--set", text)],
    )
    scenario = su.load(TEACHING).replace(changes)
    assert (scenario.end_year, scenario.title) == (2027, 'Another "title"')
    su.run(scenario, runs=64, progress=False).save(tmp_path / "here")
    assert files(tmp_path / "here") == files(tmp_path / "there")
    assert scenario.replace(name="calm").name == "calm"


def test_scenarios_say_what_they_are(scenario):
    assert scenario.name == "teaching"
    assert scenario.actors["MID"] == "Midland"
    assert scenario.dates[0] == "2021" and scenario.dates[-1] == str(scenario.end_year)
    assert set(scenario.powers) < set(scenario.actors)
    assert os.fspath(scenario.path) == TEACHING
    again = su.loads(scenario.text, name="teaching")
    assert again == scenario and hash(again) == hash(scenario) and again.path is None
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert copy.copy(scenario) == scenario
    assert "Midland" in str(scenario.show())
    assert "actors.SOU" in str(scenario.show("actors.SOU"))
    claims = scenario.claims.to_pandas().set_index("claim")
    assert claims.loc[claims.kind == "fact", "test"].isna().all()
    numbers = scenario.numbers.to_pandas()
    assert (numbers.q05 <= numbers["median"]).all() and numbers.parameter.any()


def test_pickling_keeps_the_bytes(tmp_path, scenario):
    su.run(scenario, runs=64, progress=False).save(tmp_path / "one")
    su.run(pickle.loads(pickle.dumps(scenario)), runs=64, progress=False).save(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_differences_are_those_of_meaning(scenario):
    other = scenario.replace({"time.end_year": 2027})
    diff = other.diff(scenario)
    assert len(diff) == 1 and len(scenario.diff(scenario)) == 0
    [row] = diff.changes.rows()
    assert row == {"path": "time.end_year", "change": "changed", "before": "2027", "after": "2026"}
    assert "was 2027\n    is 2026" in str(diff)


def test_without_an_event_it_never_happens(scenario):
    calm = scenario.without("embargo")
    onset = su.run(calm, runs=64, progress=False).values("onset[embargo]")
    assert not np.isfinite(np.asarray(onset)).any()
    with pytest.raises(ValueError, match="no event is called `embarg`; did you mean `embargo`"):
        scenario.without("embarg")


def test_tables_are_those_of_the_files(outcome, tmp_path):
    outcome.save(tmp_path / "kept")
    for name in ["claims", "summary", "crossings", "variance", "runs", "trajectories"]:
        table = getattr(outcome, name)
        there = pq.read_table(tmp_path / "kept" / f"{name}.parquet")
        here = pa.table(table)
        assert (
            here.schema.remove_metadata().equals(there.schema.remove_metadata())
            or name == "trajectories"
        )
        assert len(table) == there.num_rows
        assert here.to_pandas().equals(there.to_pandas()), name
        units = {c.name: c.unit for c in table.columns}
        for field in there.schema:
            assert units[field.name] == (field.metadata or {}).get(b"unit", b"").decode()


def test_every_reader_of_arrow_reads_them(outcome):
    summary = outcome.summary
    of_arrow = pa.table(summary)["mean"].to_numpy()
    of_polars = pl.DataFrame(summary)["mean"].to_numpy()
    of_pandas = summary.to_pandas()["mean"].to_numpy()
    of_duckdb = duckdb.sql("select mean from summary").fetchnumpy()["mean"]
    for other in [of_polars, of_pandas, of_duckdb, np.array(summary["mean"], dtype=float)]:
        np.testing.assert_array_equal(of_arrow, other)
    assert summary.to_polars().equals(pl.DataFrame(summary))
    assert [row["mean"] for row in summary.rows()] == summary["mean"]
    assert pa.schema(summary) == summary.to_arrow().schema


def test_readers_share_the_memory(outcome):
    summary = outcome.summary

    def addresses(table):
        return [
            buffer.address for chunk in table["mean"].chunks for buffer in chunk.buffers() if buffer
        ]

    one, two = pa.table(summary), pa.table(summary)
    assert addresses(one) == addresses(two)
    assert addresses(pl.DataFrame(summary).to_arrow()) == addresses(one)
    # What is shared lives as long as anyone who reads it.
    kept = one["mean"].to_numpy()[:3].copy()
    del summary, two
    np.testing.assert_array_equal(one["mean"].to_numpy()[:3], kept)


def test_values_are_the_column_of_the_runs(outcome):
    runs = outcome.runs.to_pandas()
    np.testing.assert_array_equal(np.asarray(outcome.values("gdp[SOU]")), runs["gdp[SOU]"])
    at = np.asarray(outcome.values("gdp[SOU]", 2023))
    trajectories = outcome.trajectories.to_pandas()
    chosen = trajectories.query("metric == 'gdp' and subject == 'SOU' and date == '2023'")
    np.testing.assert_array_equal(at, chosen.sort_values("run")["value"])
    with pytest.raises(ValueError, match=r"series=\[\"trade_share\[MID,NOR\]\"\]"):
        outcome.values("trade_share[MID,NOR]", 2023)
    with pytest.raises(ValueError, match="did you mean `gdp`"):
        outcome.values("gdpp[SOU]")


def test_probabilities_are_shares_of_the_runs(outcome):
    runs = outcome.runs.to_pandas()
    claims = outcome.claims.to_pandas()
    claim = claims.query("world == 'scenario'").claim.iloc[0]
    assert outcome.probability(claim) == runs[f"claim.{claim}"].dropna().mean()
    with pytest.raises(ValueError, match="did you mean"):
        outcome.probability(claim[:-1])


def test_the_answer_is_the_printed_one(outcome, tmp_path):
    outcome.save(tmp_path / "kept")
    printed = suasion("run", "--resume", tmp_path / "kept").split("\nIt is complete")[0]
    assert str(outcome.answer()).strip() == printed.strip()
    outcome.report(tmp_path / "report.html")
    suasion("report", tmp_path / "kept", "--out", tmp_path / "there.html")
    assert (tmp_path / "report.html").read_text() == (tmp_path / "there.html").read_text()
    with pytest.raises(su.ResultError, match="exists already"):
        outcome.report(tmp_path / "report.html")


def test_results_are_kept_recognised_and_opened(tmp_path, scenario):
    out = tmp_path / "result"
    first = su.run(scenario, runs=64, out=out, progress=False)
    assert os.fspath(first.folder) == str(out)
    before = (out / "manifest.json").read_bytes()
    again = su.run(scenario, runs=64, out=out, progress=False)
    assert again.seconds == first.seconds and (out / "manifest.json").read_bytes() == before
    with pytest.raises(su.ResultError, match="exists already.*replace=True"):
        su.run(scenario, runs=65, out=out, progress=False)
    assert su.run(scenario, runs=65, out=out, replace=True, progress=False).simulated == 65
    opened = su.open(out)
    assert opened.simulated == 65 and opened.scenario == scenario
    with pytest.raises(su.ResultError, match="exists already"):
        opened.save(out)
    with pytest.raises(su.ResultError, match="manifest.json"):
        su.open(tmp_path)


def test_a_temporary_result_goes_with_its_outcome(scenario):
    outcome = su.run(scenario, runs=64, series="gdp", progress=False)
    assert outcome.folder is None
    table = outcome.trajectories
    del outcome
    assert pa.table(table).num_rows == len(table)


def test_a_longer_result_is_that_of_all_runs_at_once(tmp_path, scenario):
    su.run(scenario, runs=128, out=tmp_path / "short", progress=False)
    su.resume(tmp_path / "short", runs=300, out=tmp_path / "long", progress=False)
    su.run(scenario, runs=300, out=tmp_path / "once", progress=False)
    assert files(tmp_path / "long") == files(tmp_path / "once")


def test_mistakes_of_a_scenario_are_listed(tmp_path):
    path = tmp_path / "bad.toml"
    text = (ROOT / "scenarios/teaching.toml").read_text()
    path.write_text(
        text.replace("growth_per_year", "growht_per_year", 1).replace('"SOU"', '"SUO"', 1)
    )
    with pytest.raises(su.ScenarioError) as raised:
        su.load(path)
    error = raised.value
    assert isinstance(error, ValueError) and f"{len(error.problems)} problem" in str(error)
    for problem in error.problems:
        assert problem.code.startswith("suasion::") and problem.code in str(error)
        assert problem.file == str(path)
        line = path.read_text().splitlines()[problem.line - 1]
        assert f"{path}:{problem.line}:{problem.column}" in str(error)
        assert problem.message and problem.rule and problem.help
        assert 1 <= problem.column <= len(line) + 1
    unknown = next(p for p in error.problems if p.code == "suasion::unknown_key")
    assert "did you mean `growth_per_year`" in unknown.help
    assert path.read_text().splitlines()[unknown.line - 1].strip().startswith("growht_per_year")
    with pytest.raises(su.ScenarioError, match="there is no such file"):
        su.load(tmp_path / "none.toml")
    with pytest.raises(su.ScenarioError) as raised:
        su.load(TEACHING).replace({"time.end_yaer": 2024})
    assert raised.value.problems[0].code == "suasion::unknown_key"


@pytest.mark.parametrize(
    "keys, message",
    [
        ({"runs": 0}, "runs: from 1 to 16777216, not 0"),
        ({"plan": "sobl"}, "did you mean `sobol`"),
        ({"series": "gpd"}, "did you mean `gdp`"),
        ({"ablate": ["fricton"]}, "did you mean `friction`"),
        ({"threads": 0}, "at least one"),
        ({"float": "f16"}, "`f64` or `f32`"),
        ({"precision": {"gdp[SOU]": -1.0}}, "must be a positive number"),
        ({"precision": {"gdp[SOU]": 1.0, "gdp[MID]": 1.0}}, "one figure"),
        ({"precision": {"gdp[SOU]": 1.0}, "plan": "lhs"}, "independent runs"),
    ],
)
def test_wrong_requests_say_what_is_right(scenario, keys, message):
    with pytest.raises(ValueError, match=message):
        su.run(scenario, progress=False, **keys)


def test_replacing_takes_values_that_a_file_can_hold(scenario):
    with pytest.raises(TypeError, match="not object"):
        scenario.replace({"title": object()})
    with pytest.raises(TypeError, match="say what to replace"):
        scenario.replace()


def test_progress_tells_the_runs(scenario):
    seen = []
    su.run(scenario, runs=20_000, progress=lambda done, total: seen.append((done, total)))
    done = [d for d, _ in seen]
    assert (
        done == sorted(done) and seen[-1] == (20_000, 20_000) and {t for _, t in seen} == {20_000}
    )
    with pytest.raises(ZeroDivisionError):
        su.run(scenario, runs=20_000, progress=lambda done, total: 1 / 0)


def test_other_threads_go_on_while_it_runs(scenario):
    stamps = []
    stop = threading.Event()

    def tick():
        while not stop.is_set():
            stamps.append(time.monotonic())
            time.sleep(0.005)

    ticking = threading.Thread(target=tick)
    ticking.start()
    start = time.monotonic()
    su.run(scenario, runs=50_000, threads=1, progress=False)
    end = time.monotonic()
    stop.set()
    ticking.join()
    during = [stamp for stamp in stamps if start < stamp < end]
    assert len(during) > 5 and max(np.diff(during)) < 0.5 * (end - start)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to the process")
@pytest.mark.parametrize("kept", [True, False])
def test_ctrl_c_ends_it_after_the_blocks_at_hand(tmp_path, kept):
    out = tmp_path / "result"
    program = textwrap.dedent(f"""
        import sys
        import suasion as su
        def tell(done, total):
            if done > 0:
                print(done, flush=True)
        su.run({TEACHING!r}, runs=10_000_000, progress=tell, out={str(out) if kept else None!r})
    """)
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, words = child.communicate(timeout=60)
    assert child.returncode == -signal.SIGINT and "KeyboardInterrupt" in words
    if not kept:
        assert "with out=FOLDER they are kept" in words and not out.exists()
        return
    assert "runs are kept: suasion.resume(" in words
    partial = su.open(out)
    assert partial.partial and 0 < partial.simulated < partial.requested == 10_000_000
    assert str(partial.simulated) in words.replace(",", "").replace(" ", "").replace("\u202f", "")
    # What is complete is what as many runs give.
    once = su.run(TEACHING, runs=partial.simulated, progress=False)
    assert once.runs.to_arrow().equals(partial.runs.to_arrow())


def test_comparisons_are_those_of_the_command_line(tmp_path, scenario):
    calm = scenario.without("embargo").replace(name="calm")
    found = su.compare(calm, scenario, runs=500, at=[2024, 2026], progress=False)
    assert found.names == ["calm", "teaching"] and found.reference == "calm"
    (tmp_path / "calm.toml").write_text(calm.text)
    here = found.outcomes.to_pandas()
    table = suasion(
        "compare",
        tmp_path / "calm.toml",
        TEACHING,
        "--runs",
        500,
        "--at",
        "2024,2026",
        "--format",
        "csv",
        cwd=tmp_path,
    )
    (tmp_path / "there.csv").write_text(table)
    there = pd.read_csv(tmp_path / "there.csv", dtype={"date": str})
    assert len(here) == len(there) > 0
    for column in ["label", "date", "difference", "low", "high", "level", "run_q05"]:
        pd.testing.assert_series_equal(here[column], there[column], check_dtype=False)
    reference, other = found.results
    by_hand = np.asarray(other.values("gdp[SOU]")) - np.asarray(reference.values("gdp[SOU]"))
    again = su.compare(reference, other, metrics="gdp[SOU]", at=2026, progress=False)
    [row] = again.outcomes.rows()
    assert row["difference"] == pytest.approx(by_hand.mean(), rel=1e-12)
    found.save(tmp_path / "kept")
    assert su.open_comparison(tmp_path / "kept").claims.rows() == found.claims.rows()
    found.report(tmp_path / "report.html")
    assert (
        "<svg" in (tmp_path / "report.html").read_text()
        or "<script" in (tmp_path / "report.html").read_text()
    )
    with pytest.raises(TypeError):
        su.compare(scenario)
    with pytest.raises(ValueError, match="at: `2050` is no date"):
        su.compare(calm, scenario, at=2050)
    with pytest.raises(ValueError, match="results are as they are"):
        su.compare(reference, other, runs=5)


def test_attributions_are_those_of_the_command_line(tmp_path, scenario):
    keys = {"metric": "regional_share[middle,SOU]", "at": 2026}
    found = su.attribute(scenario, **keys, runs=100, seed=3, progress=False)
    rows = suasion(
        "attribute",
        TEACHING,
        "--metric",
        keys["metric"],
        "--at",
        2026,
        "--runs",
        100,
        "--seed",
        3,
        "--format",
        "json",
    )
    assert found.shares.rows() == json.loads(rows)["shares"]
    shares = found.shares.to_pandas().set_index("item")["share"]
    assert shares.drop("total").sum() == pytest.approx(shares["total"], abs=1e-12)
    grouped = su.attribute(scenario, **keys, runs=100, groups={"all": "*"}, progress=False)
    assert list(grouped.shares["item"])[0] == "all"
    with pytest.raises(ValueError, match="by: there is no `item`; did you mean `items`"):
        su.attribute(scenario, **keys, by="item")
    with pytest.raises(ValueError, match="no event is called"):
        su.attribute(scenario, **keys, events="embarg")


@pytest.mark.skipif(os.name != "posix", reason="signals are sent to the process")
def test_a_hindcast_tells_how_far_it_is_and_ends_at_ctrl_c(tmp_path):
    write_tables(tmp_path)
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    told = []
    found = su.hindcast(config, progress=lambda done, runs: told.append((done, runs)))
    assert told == sorted(told) and told[-1] == (800, 800), "four origins of 200 runs"
    with pytest.raises(ZeroDivisionError):
        su.hindcast(config, progress=lambda done, runs: 1 / 0)

    # Twelve origins of many runs would take minutes.
    origins = ", ".join(str(year) for year in range(2002, 2014))
    long = CONFIG.replace("2008, 2009, 2010, 2011", origins).replace("runs = 200", "runs = 60000")
    config.write_text(long)
    threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt) as raised:
        su.hindcast(config, progress=False)
    assert raised.value.__notes__ == ["nothing of the hindcast is kept"]
    # Nothing goes on behind the caller's back.
    used = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - used < 0.2
    assert len(found) > 100


def test_pages_are_shown_in_notebooks(scenario, outcome):
    for shown in [
        scenario,
        outcome,
        outcome.claims,
        outcome.trajectories,
        scenario.show(),
        scenario.diff(scenario.replace(title="<b>")),
        outcome.answer(),
    ]:
        html = shown._repr_html_()
        assert html.startswith("<") and "\x1b" not in html and "<b>" not in html
    assert "&lt;b&gt;" in scenario.diff(scenario.replace(title="<b>"))._repr_html_()
    assert "diversion" in str(su.explain("diversion.diversion"))
    with pytest.raises(ValueError, match="did you mean"):
        su.explain("diverson")


def test_the_examples_of_the_docstrings_hold():
    program = (
        "import doctest, suasion, suasion.requests as r; "
        "f = doctest.testmod(suasion)[0] + doctest.testmod(r)[0]; raise SystemExit(f)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_is_public_is_explained():
    for name in su.__all__:
        thing = getattr(su, name)
        if name == "__version__":
            continue
        assert thing.__doc__ and len(thing.__doc__) > 20, name
        if isinstance(thing, type):
            members = [m for m in vars(thing) if not m.startswith("_")]
            assert all(getattr(thing, m).__doc__ for m in members), name
