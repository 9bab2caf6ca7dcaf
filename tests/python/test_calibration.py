"""Calibration against statsmodels' Kalman filter and posteriors on a grid."""

import json
import tomllib

import numpy as np
import pytest
from scipy import stats
from statsmodels.tsa.statespace.mlemodel import MLEModel

from conftest import ROOT, suasion

REFERENCE = ROOT / "tests/it/oracle/kalman.json"


def kalman(years, values, chance, speed, error):
    """Log-likelihood of a position that walks, is pulled home and is measured with an error."""
    observed = np.full(max(years) + 1, np.nan)
    observed[years] = values
    # States: what the position has moved from home, and home itself, which is not known.
    model = MLEModel(observed, k_states=2, k_posdef=1)
    model["design"] = np.array([[1.0, 1.0]])
    model["transition"] = np.array([[1.0 - speed, 0.0], [0.0, 1.0]])
    model["selection"] = np.array([[1.0], [0.0]])
    model["state_cov"] = np.array([[chance**2]])
    model["obs_cov"] = np.array([[error**2]])
    # The window opens at home: its place is one figure's error away from the first figure.
    model.ssm.initialize_known(
        np.array([0.0, values[0]]), np.array([[0.0, 0.0], [0.0, 1e6]])
    )
    return model.ssm.loglike()


def test_the_likelihood_of_positions_is_statsmodels():
    """The program's tests hold its likelihood to the same file."""
    reference = json.loads(REFERENCE.read_text())
    found = [
        kalman(reference["years"], reference["values"], *case["at"]) for case in reference["cases"]
    ]
    written = [case["log_likelihood"] for case in reference["cases"]]
    np.testing.assert_allclose(np.diff(found), np.diff(written), atol=1e-4)


CONFIG = """
data = ["."]
actors = ["CHN", "RUS", "KAZ"]
from = 1990
to = 2010
parameters = ["alignment.chance", "security.capability_income", "security.capability_sd"]
draws = 4000

[priors.alignment]
chance = { dist = "lognormal", median = 0.1, sigma = 0.5 }
# Nobody is pulled home: the oracle below is a walk.
speed_per_year = { dist = "uniform", low = 0.0, high = 0.000001 }

[priors.security]
capability_income = { dist = "uniform", low = 0.0, high = 2.0 }
capability_sd = { dist = "lognormal", median = 0.03, sigma = 0.7 }
"""
CODES = ["CHN", "RUS", "KAZ", "KGZ", "TJK", "UZB", "IND", "PAK"]
YEARS = range(1990, 2011)
# Student's t with four degrees of freedom, scaled so that its law cut at five s.d. has unit
# variance: E min(t², T²) in closed form.
LIMIT = 5 * np.sqrt(2)
Z = LIMIT / np.sqrt(LIMIT**2 + 4)
SCALE = 1 / np.sqrt(2 * Z**3 + LIMIT**2 * (1 - 1.5 * Z + 0.5 * Z**3))


@pytest.fixture(scope="module")
def fit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("calibration")
    random = np.random.default_rng(11)
    rows = ["iso3,year,population,gdp_usd,gdp_const2015,cinc,idealpoint_all"]
    points, capabilities = {}, []
    for code in CODES:
        x, gdp, cinc = 0.0, 1e11, 0.01
        points[code] = []
        for year in YEARS:
            growth = 0.03 + 0.05 * random.standard_normal()
            change = 0.5 * growth + 0.02 * SCALE * random.standard_t(4)
            x += 0.12 * SCALE * random.standard_t(4)
            if year > YEARS[0]:
                gdp, cinc = gdp * np.exp(growth), cinc * np.exp(change)
                capabilities.append((growth, change))
            figure = x + 0.1 * random.standard_normal()
            points[code].append(figure)
            rows.append(f"{code},{year},1e7,{float(gdp)},{float(gdp)},{float(cinc)},{float(figure)}")
    (folder / "economies.csv").write_text("\n".join(rows))
    (folder / "fit.toml").write_text(CONFIG)
    out = folder / "parameters.toml"
    suasion("calibrate", folder / "fit.toml", "--out", out)
    return tomllib.loads(out.read_text())["parameters"], points, np.array(capabilities)


def fitted(law):
    """A law of the parameter file."""
    if "sigma" in law:
        return stats.lognorm(law["sigma"], scale=law["median"])
    return stats.beta(law["alpha"], law["beta"], law["low"], law["high"] - law["low"])


def moments(grids, log_posterior):
    """Mean and s.d. of each number of a posterior on a grid."""
    weights = np.exp(log_posterior - log_posterior.max())
    weights /= weights.sum()
    found = []
    for axis, grid in enumerate(grids):
        other = tuple(i for i in range(len(grids)) if i != axis)
        marginal = weights.sum(axis=other)
        mean = (marginal * grid).sum()
        found.append((mean, np.sqrt((marginal * (grid - mean) ** 2).sum())))
    return found


def walk(figures, chance, error, cells):
    """Likelihood of a walk with Student-t shocks and normal errors: a filter on a grid."""
    step = cells[1] - cells[0]
    shocks = np.concatenate([-cells[::-1][:-1] + cells[0], cells - cells[0]])
    kernel = stats.t.pdf(shocks / (chance * SCALE), 4) / (chance * SCALE) * step
    belief = stats.norm.pdf(figures[0], cells, error)
    belief /= belief.sum() * step
    log = 0.0
    for figure in figures[1:]:
        ahead = np.convolve(belief, kernel, mode="valid")
        told = ahead * stats.norm.pdf(figure, cells, error)
        mass = told.sum() * step
        log += np.log(mass)
        belief = told / mass
    return log


def test_the_posterior_of_alignment_is_that_of_a_filter_on_a_grid(fit):
    parameters, points, _ = fit
    chances, errors = np.linspace(0.06, 0.22, 17), np.linspace(0.02, 0.2, 16)
    cells = np.arange(-6, 6, 0.015)
    log = np.zeros((len(chances), len(errors)))
    for i, chance in enumerate(chances):
        for j, error in enumerate(errors):
            log[i, j] = sum(walk(f, chance, error, cells) for f in points.values())
    log += stats.lognorm.logpdf(chances, 0.5, scale=0.1)[:, None]
    log += stats.lognorm.logpdf(errors, 0.5, scale=0.143)[None, :]
    (mean, sd), _ = moments([chances, errors], log)
    found = parameters["alignment"]["chance"]
    law = stats.lognorm(found["sigma"], scale=found["median"])
    assert law.mean() == pytest.approx(mean, abs=0.15 * sd)
    assert law.std() == pytest.approx(sd, rel=0.15)


def test_the_posterior_of_capabilities_is_that_on_a_grid(fit):
    parameters, _, capabilities = fit
    growth, change = capabilities.T
    slopes, sds = np.linspace(0.3, 0.7, 41), np.linspace(0.012, 0.032, 41)
    levels = np.linspace(-0.012, 0.012, 41)
    log = np.zeros((len(slopes), len(sds), len(levels)))
    for i, slope in enumerate(slopes):
        rest = change[:, None, None] - slope * growth[:, None, None] - levels[None, None, :]
        scale = (sds * SCALE)[None, :, None]
        log[i] = (stats.t.logpdf(rest / scale, 4) - np.log(scale)).sum(axis=0)
    log += stats.lognorm.logpdf(sds, 0.7, scale=0.03)[None, :, None]
    log += stats.norm.logpdf(levels, 0, 0.05)[None, None, :]
    (slope, slope_sd), (sd, sd_sd), _ = moments([slopes, sds, levels], log)
    low = parameters["security"]["capability_income"]
    income = fitted(low)
    chance = parameters["security"]["capability_sd"]
    law = fitted(chance)
    assert income.mean() == pytest.approx(slope, abs=0.15 * slope_sd)
    assert income.std() == pytest.approx(slope_sd, rel=0.15)
    assert law.mean() == pytest.approx(sd, abs=0.15 * sd_sd)
    assert law.std() == pytest.approx(sd_sd, rel=0.15)
