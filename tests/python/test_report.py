"""Reports as HTML: opened from disk in a real browser, and held against the tables they show.

Without Chromium or npm the tests that need them are skipped, and counted as such.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import test_scores
from scipy import stats

from conftest import ROOT, suasion

WEB = ROOT / "src/report/html/web"
BROWSERS = [os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
# Nothing but the page: no updates, no look-ups.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip
VIEWS = {
    "light": {"width": 1200, "colors": "light"},
    "dark": {"width": 1200, "colors": "dark"},
    "narrow": {"width": 360, "colors": "light"},
}


@pytest.fixture(scope="session")
def web(tmp_path_factory):
    """The plots' sources with their packages installed, outside the project."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    place = tmp_path_factory.mktemp("npm") / "web"
    shutil.copytree(WEB, place, ignore=shutil.ignore_patterns("node_modules"))
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return place


@pytest.fixture(scope="session")
def results(run_scenario):
    weaker = ("--set", "parameters.diversion.diversion=0.1", "--set", 'name="weaker-diversion"')
    made = {
        "teaching": run_scenario("scenarios/teaching.toml", "--runs", 1200),
        "sco": run_scenario("scenarios/sco.toml", "--runs", 300),
        "weaker": run_scenario("scenarios/teaching.toml", "--runs", 1200, *weaker),
    }
    made["comparison"] = made["teaching"].with_name("comparison")
    suasion("compare", made["teaching"], made["weaker"], "--out", made["comparison"])
    return made


@pytest.fixture(scope="session")
def pages(results):
    """Reports of the results and of the comparison, beside them."""
    made = {}
    for name, folder in results.items():
        made[name] = folder.with_suffix(".html")
        suasion("report", folder, "-o", made[name])
    return made


@pytest.fixture(scope="session")
def browser():
    program = next((found for name in BROWSERS if name and (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def look(browser):
    """Opens a page from disk; whatever it complains of or asks for fails the test."""
    complaints, contexts = [], []

    def open_page(path, width=1200, colors="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=colors, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("request", lambda asked: asked.url.startswith("file:") or complaints.append(asked.url))
        page.goto(path.resolve().as_uri())
        page.wait_for_function("[...document.querySelectorAll('[data-plot]')].every(p => p.dataset.drawn)")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def numbers(path):
    """What the plots of a page draw."""
    block = re.search(r'id="figures">(.*?)</script>', path.read_text(), re.S)
    return json.loads(block[1])


# Every plot with its marks: how many there are, how many can be seen (an area on the screen, inside
# its drawing), whether a screen reader gets a name.
DRAWN = """() => [...document.querySelectorAll('[data-plot]')].map(place => {
    const shapes = [...place.querySelectorAll('.data path, .data rect, .data circle, .data line')];
    const seen = shape => {
        const box = shape.getBoundingClientRect();
        const frame = shape.ownerSVGElement.getBoundingClientRect();
        const inside = box.left >= frame.left - 3 && box.right <= frame.right + 3
            && box.top >= frame.top - 3 && box.bottom <= frame.bottom + 3;
        return Math.max(box.width, box.height) > 1 && inside;
    };
    const svgs = [...place.querySelectorAll('svg')];
    return {
        figure: place.dataset.figure, plot: place.dataset.plot, drawn: place.dataset.drawn,
        shapes: shapes.length, seen: shapes.filter(seen).length, svgs: svgs.length,
        named: svgs.every(svg => svg.getAttribute('role') === 'img'
            && svg.getAttribute('aria-label')),
        wide: Math.max(...svgs.map(svg => svg.getBoundingClientRect().width)),
        room: place.getBoundingClientRect().width,
    };
})"""


def marks(plot, data):
    """How many shapes stand for the numbers of a figure."""
    if plot == "fan":
        return sum(3 for panel in data["panels"] for series in panel["series"] if series["points"])
    if plot == "intervals":
        return sum(len(group["rows"]) for group in data["groups"])
    if plot == "network":
        shown = [link["share"][at] >= 0.1 for link in data["links"] for at in (0, 1)]
        return sum(shown) + 2 * len(data["nodes"])
    if plot == "survival":
        return sum(bool(curve["points"]) for curve in data["curves"])
    if plot == "stack":
        return sum(len(row["shares"]) for row in data["rows"])
    return len(data["parts"]) if plot == "shares" else 1


def empty(plot, data, nothing=0.004):
    """How many shapes are too thin to be seen, because what they stand for is."""
    if plot == "stack":
        return sum(share < nothing for row in data["rows"] for share in row["shares"])
    if plot == "shares":
        return sum(part["share"] < nothing for part in data["parts"])
    return int(plot == "probability" and data["p"] < nothing)


def assert_drawn(page, data):
    drawn = page.evaluate(DRAWN)
    assert {one["figure"] for one in drawn} == set(data), "every figure has a place"
    for one in drawn:
        figure = data[one["figure"]]
        assert one["drawn"] == "yes" and one["svgs"] >= 1 and one["named"], one
        assert one["shapes"] == marks(one["plot"], figure), one
        assert one["seen"] >= one["shapes"] - empty(one["plot"], figure), one
        assert one["wide"] <= one["room"] + 1, one


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["teaching", "sco", "comparison"])
def test_every_figure_is_drawn_and_nothing_complains(look, pages, name, view):
    page = look(pages[name], **VIEWS[view])
    data = numbers(pages[name])
    kinds = {place["plot"] for place in page.evaluate(DRAWN)}
    either = {"fan", "intervals", "survival"}
    alone = {"network", "probability", "shares"}
    # Fewer than 1,000 runs are too few for the split of the variance.
    more = {"comparison": {"dumbbell"}, "teaching": alone | {"stack"}, "sco": alone}
    assert kinds == either | more[name]
    assert_drawn(page, data)
    across = page.evaluate("document.documentElement.scrollWidth")
    assert across <= VIEWS[view]["width"], "nothing sticks out sideways"


def test_figures_follow_the_width_of_the_window(look, pages):
    page = look(pages["sco"], width=1200)
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_function(
        "[...document.querySelectorAll('.plot svg')].every(s => s.getBoundingClientRect().width < 420)"
    )
    page.wait_for_timeout(200)
    assert_drawn(page, numbers(pages["sco"]))


def test_paper_gets_figures_of_its_width_in_light_colours(look, pages, tmp_path):
    page = look(pages["sco"], colors="dark")
    page.evaluate(
        """() => addEventListener('beforeprint', () => {
            const svgs = [...document.querySelectorAll('.plot svg')];
            window.onPaper = {
                wide: Math.max(...svgs.map(svg => svg.viewBox.baseVal.width)),
                drawn: svgs.every(svg => svg.querySelector('.data *')),
            };
        })"""
    )
    sheet = page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    assert sheet.startswith(b"%PDF") and len(sheet) > 100_000
    paper = page.evaluate("window.onPaper")
    assert paper["drawn"] and 600 < paper["wide"] <= 680
    assert_drawn(page, numbers(pages["sco"]))
    page.emulate_media(media="print", color_scheme="dark")
    style = "getComputedStyle(document.documentElement)"
    assert page.evaluate(f"{style}.backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.theme')).display") == "none"


def test_the_reader_chooses_light_or_dark_by_keyboard(look, pages):
    page = look(pages["teaching"], colors="light")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Dark"
    dark = page.evaluate(ground)
    assert sum(map(int, re.findall(r"\d+", dark))) < 150 < sum(map(int, re.findall(r"\d+", light)))
    assert page.get_attribute("button[data-theme=dark]", "aria-pressed") == "true"
    page.click("button[data-theme=light]")
    assert page.evaluate(ground) == light


def test_without_its_script_the_page_still_says_everything(browser, pages):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["teaching"].resolve().as_uri())
    assert "switched off" in page.inner_text("noscript")
    tables = page.locator("figure table")
    assert tables.count() >= 5
    page.locator("figure details summary").first.click()
    assert tables.first.is_visible()
    context.close()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["teaching", "sco", "comparison"])
def test_axe_finds_nothing_serious(look, web, pages, name, view):
    page = look(pages[name], **VIEWS[view])
    # Opened, so that what is inside is looked at too.
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate((web / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate("axe.run().then(r => r.violations)")
    told = [(one["impact"], one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]
    assert [one for one in told if one[0] in ("serious", "critical", "moderate")] == []


def test_the_bundle_is_what_its_sources_make(web, tmp_path):
    made = tmp_path / "bundle.js"
    done = subprocess.run(
        ["node", "build.mjs", made], cwd=web, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert made.read_bytes() == (WEB / "bundle.js").read_bytes(), (
        "run `npm ci && npm run build` in src/report/html/web and commit bundle.js"
    )


def test_the_bundle_carries_the_licences_of_what_is_in_it(web):
    bundle = (WEB / "bundle.js").read_text()
    head = bundle[: bundle.index("*/")]
    lock = json.loads((WEB / "package-lock.json").read_text())["packages"]
    for path, package in lock.items():
        assert "resolved" not in package, "the lock file names no registry"
    for name in ("@observablehq/plot", "d3-force", "d3-shape", "d3-scale"):
        assert f"{name} {lock[f'node_modules/{name}']['version']}" in head, name
    assert "Permission to use, copy, modify" in head and "Copyright" in head


@pytest.mark.parametrize("name", ["teaching", "sco"])
def test_the_figures_are_those_of_the_tables(results, pages, name):
    """Quantiles from the rows of the runs, probabilities, curves by another program."""
    data, folder = numbers(pages[name]), results[name]
    runs = pq.read_table(folder / "runs.parquet").to_pandas()
    summary = pq.read_table(folder / "summary.parquet").to_pandas()
    claims = pq.read_table(folder / "claims.parquet").to_pandas()
    structure = "influence.power_exponent"
    checked = dict.fromkeys(("fan", "survival", "claim", "part"), 0)

    for figure, drawn in data.items():
        if figure.startswith("balance-regional_share"):
            metric, region = re.fullmatch(r"balance-(regional_share(?:_gdp)?)-(.*)", figure).groups()
            for panel in drawn["panels"]:
                for series in panel["series"]:
                    rows = summary[(summary.metric == metric) & (summary.subject == region)]
                    ends = rows[rows.step == rows.step.max()][["q05", "q25", "q50", "q75", "q95"]]
                    gap = np.abs(ends.to_numpy() - series["points"][-1][2:]).max(axis=1)
                    assert gap.min() < 1e-6, (figure, panel["title"])
                    checked["fan"] += 1
        if figure.startswith("crossing-"):
            column = f"crossing.{figure.removeprefix('crossing-')}"
            dates = runs[column].to_numpy()
            end = np.nanmax(np.append(dates, 3000.0))
            for curve in drawn["curves"]:
                part = np.ones(len(runs), bool)
                if "part" in curve:
                    part = runs[structure] == float(curve["label"])
                seen, unseen = dates[part & ~np.isnan(dates)], np.isnan(dates[part]).sum()
                watched = stats.CensoredData(uncensored=seen, right=np.full(unseen, end))
                left = stats.ecdf(watched).sf.evaluate([point[0] for point in curve["points"]])
                assert np.allclose(left, [point[2] for point in curve["points"]], atol=1e-6), figure
                checked["survival"] += 1
        if figure.startswith("claim-"):
            rows = claims[(claims.claim == figure.removeprefix("claim-")) & (claims.world == "scenario")]
            whole = rows[rows.structure.isna()].iloc[0]
            assert abs(whole.probability - drawn["p"]) < 1e-6
            checked["claim"] += 1
            for value, share in drawn["parts"]:
                part = rows[rows.value == value]
                assert np.abs(part.probability - share).min() < 1e-6, (figure, value)
                checked["part"] += 1
    assert all(checked.values()), checked


def test_the_balance_by_structure_is_that_of_the_runs(results, pages):
    drawn = numbers(pages["sco"])["balance-influence.power_exponent-central_asia"]
    runs = pq.read_table(results["sco"] / "runs.parquet").to_pandas()
    ids = {"China": "CHN", "Russia": "RUS", "European Union": "EUU", "United States": "USA", "India": "IND"}
    for group in drawn["groups"]:
        part = runs[runs["influence.power_exponent"] == float(group["title"].split()[-1])]
        for row in group["rows"]:
            values = np.sort(part[f"regional_share[central_asia,{ids[row['label']]}]"])
            ranks = [int(np.ceil(p * len(values))) - 1 for p in (0.05, 0.25, 0.5, 0.75, 0.95)]
            assert np.allclose(values[ranks], row["q"], atol=1e-6), (group["title"], row["label"])
    assert len(drawn["groups"]) == 3


def test_a_comparison_draws_what_its_tables_say(results, pages):
    data, folder = numbers(pages["comparison"]), results["comparison"]
    outcomes = pq.read_table(folder / "outcomes.parquet").to_pandas()
    drawn = [
        row["q"]
        for name, figure in data.items()
        if name.startswith("difference-")
        for group in figure["groups"]
        for row in group["rows"]
    ]
    columns = ["run_q05", "low", "difference", "high", "run_q95"]
    differing = outcomes[(outcomes.difference != 0) | (outcomes.error > 0)]
    assert len(drawn) >= len(differing) > 0
    for row in differing[columns].to_numpy():
        assert min(np.abs(np.array(one) - row).max() for one in drawn) < 1e-6
    claims = pq.read_table(folder / "claims.parquet").to_pandas().set_index("claim")
    changed = 0
    for claim, row in claims.iterrows():
        one = data[f"claim-1-{claim}"]
        assert abs(one["before"] - row.probability_reference) < 1e-6
        assert abs(one["after"] - row.probability) < 1e-6
        changed += row.probability != row.probability_reference
    assert changed > 0
    page = pages["comparison"].read_text()
    assert "0.1 (set)" in page, "the difference of assumptions is there"


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """The page of a small hindcast."""
    folder = tmp_path_factory.mktemp("scored")
    test_scores.write_tables(folder)
    (folder / "config.toml").write_text(test_scores.CONFIG)
    suasion("hindcast", folder / "config.toml", "--out", folder / "out")
    return folder / "out/report.html"


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_of_a_hindcast_draws_its_diagrams(scored, look, view):
    page = look(scored, **VIEWS[view])
    drawn = page.evaluate(DRAWN)
    assert [d["figure"] for d in drawn] == ["quantiles", "transforms", "claim"]
    data = numbers(scored)
    for figure in drawn:
        assert figure["drawn"] == "yes" and figure["named"], figure
        panels = data[figure["figure"]]["panels"]
        if figure["plot"] == "histogram":
            assert figure["seen"] == sum(len(panel["bins"]) for panel in panels), figure
        else:
            points = sum(len(line["points"]) for panel in panels for line in panel["series"])
            assert figure["shapes"] >= points > 0, figure
        assert figure["wide"] <= figure["room"] + 1, figure


def test_the_diagrams_of_a_hindcast_show_its_transforms(scored):
    cases = pd.read_parquet(scored.parent / "forecasts.parquet")
    data = numbers(scored)
    for panel in data["quantiles"]["panels"]:
        if panel["title"] != "Directed trade, nominal":
            continue
        for line, horizon in zip(panel["series"], (1, 3), strict=True):
            of = cases[(cases.target == "trade") & (cases.horizon == horizon)]
            for said, happened, n in line["points"]:
                assert n == len(of)
                assert abs(happened - (of.engine_pit <= said + 1e-12).mean()) < 1e-6
