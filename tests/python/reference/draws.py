"""Random numbers by address, as the pages of `numeric/draw.rs` and `variate.rs` state them."""

import ctypes
import functools
import math
import statistics

WORD = 0xFFFF_FFFF
LONG = 0xFFFF_FFFF_FFFF_FFFF


def mix(z):
    """The finaliser of SplitMix64 (Steele, Lea, Flood 2014)."""
    z = (z + 0x9E37_79B9_7F4A_7C15) & LONG
    z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9 & LONG
    z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB & LONG
    return z ^ z >> 31


@functools.cache
def name_hash(name):
    """FNV-1a of the name's bytes, mixed."""
    state = 0xCBF2_9CE4_8422_2325
    for byte in name.encode():
        state = (state ^ byte) * 0x0000_0100_0000_01B3 & LONG
    return mix(state)


def philox(counter, key):
    """Philox4x32-10 (Salmon and others 2011): four words of a counter under a key."""
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        ac, ca = a * 0xD251_1F53, c * 0xCD9E_8D57
        a, b, c, d = (ca >> 32) ^ b ^ left, ca & WORD, (ac >> 32) ^ d ^ right, ac & WORD
        left, right = left + 0x9E37_79B9 & WORD, right + 0xBB67_AE85 & WORD
    return a, b, c, d


class Draws:
    """Every random number of one run under one seed."""

    def __init__(self, seed, run):
        self.seed = mix(mix(seed))
        self.run = run

    def words(self, stream, step, entity):
        """The run's word of each of the two calls of an address."""
        key = mix(self.seed ^ name_hash(stream))
        entity_words = (entity & WORD, entity >> 32)
        return tuple(
            philox((self.run // 4, step | second, *entity_words), (key & WORD, key >> 32))[
                self.run % 4
            ]
            for second in (0, 1 << 31)
        )

    def uniform(self, stream, step, entity):
        """The middle of one of 2³² cells."""
        return (self.words(stream, step, entity)[0] + 0.5) / 2**32

    def parameter(self, key):
        """The uniform of a number's key: the middle of one of 2⁵² cells."""
        high, low = self.words("parameter", 0, name_hash(key))
        return ((high << 32 | low) >> 12) / 2**52 + 0.5 / 2**52

    def shock(self, stream, step, entity):
        """Student t with ν = 4, cut at 5 s.d., of unit variance: Bailey's radius and angle."""
        radius, angle = self.words(stream, step, entity)
        u = single(single(single(radius) + 0.5) / 2**32)
        root = single(math.sqrt(u))
        square = single(4.0 * single(single(1.0 / root) - 1.0))
        t = single(single(math.sqrt(square)) * sine(angle))
        return max(-TAIL_LIMIT, min(TAIL_LIMIT, t)) * TAIL_SCALE


def single(x):
    """The nearest number of single precision."""
    return ctypes.c_float(x).value


SINE = [2 * math.pi, -41.341682, 81.60248, -76.58117, 39.759827]


def sine(word):
    """sin 2πr of the word's r in ±¼, by the page's polynomial in single precision."""
    signed = word - 2**32 if word >> 31 else word
    turns = single(single(signed) / 2**33)
    square = single(turns * turns)
    fourth = single(square * square)
    a, b, c, d, e = map(single, SINE)
    low = single(a + single(b * square))
    high = single(single(c + single(d * square)) + single(e * fourth))
    return single(turns * single(low + single(high * fourth)))


def clamped_variance(limit, points=4096):
    """E[min(t², limit²)] for ν = 4 by the midpoint rule: t = 2 tan θ, density ∝ cos³ θ."""
    total = weights = 0.0
    for i in range(points):
        theta = math.pi / 2 * (i + 0.5) / points
        weight = math.cos(theta) ** 3
        total += weight * min(2 * math.tan(theta), limit) ** 2
        weights += weight
    return total / weights


def clamped_variance_exactly(limit):
    """The same in closed form: what the midpoint rule comes near to."""
    sin = limit / math.sqrt(4 + limit**2)
    inside = 4 / 3 * sin**3
    outside = 2 / 3 - sin + sin**3 / 3
    return 1.5 * (inside + limit**2 * outside)


TAIL_LIMIT = 5 * math.sqrt(2)
TAIL_SCALE = 1 / math.sqrt(clamped_variance(TAIL_LIMIT))


def quantile(law, u):
    """The value of a distribution, written as in a scenario file, at the share u."""
    if not isinstance(law, dict):
        return float(law)
    kind = law.get("dist", "lognormal" if "error" in law else "constant")
    normal = statistics.NormalDist().inv_cdf
    match kind:
        case "constant":
            return float(law["value"])
        case "normal":
            return law["mean"] + law["sd"] * normal(u)
        case "lognormal":
            median = law.get("median", law.get("value"))
            return median * math.exp(law.get("sigma", law.get("error")) * normal(u))
        case "uniform":
            return law["low"] + (law["high"] - law["low"]) * u
        case "triangular":
            return triangular(u, law["low"], law["mode"], law["high"])
        case "choice":
            return chosen(u, law["values"], law.get("weights", [1.0] * len(law["values"])))
    raise ValueError(f"no quantile of {kind} here")


def triangular(u, low, mode, high):
    width = high - low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1 - u) * width * (high - mode))


def chosen(u, values, weights):
    """The first value at which the running sum of weights passes the share u."""
    total = 0.0
    for value, weight in zip(values, weights):
        total += weight
        if total > u * sum(weights):
            return value
    return values[-1]
