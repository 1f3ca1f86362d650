"""Touches of made-up accounts: few values of uneven size, and terms that hardly anybody shares."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bench.arrays import Ordinals, Seconds, as_column, as_set
from measure.columns import WIDE
from measure.events import DIMENSIONS
from measure.terms import Terms
from measure.touches import Model, Touched, Touches

VALUES = 200
"Of each dimension where they are few; the n-th largest is met by 1/n of those who meet the largest (Zipf)."
TERM = "term"

Codes = NDArray[np.int64]


def touches(
    random: np.random.Generator, everybody: Ordinals, created: Seconds, different_terms: int = VALUES
) -> Touches:
    """Nine of ten came with a touch, half of those with a later one too.

    With many different terms the first one of most contacts is met once or twice, and the last one is the
    same for as many as there are more contacts than terms, and for all others nobody else's.
    """
    who = everybody[random.random(len(everybody)) < 0.9]
    at = created[who] * 1_000
    terms, touched = {}, {}
    for name in DIMENSIONS:
        is_rich = name == TERM and different_terms > VALUES
        codes = _many(random, len(who), different_terms) if is_rich else _few(random, len(who))
        count = different_terms if is_rich else VALUES
        later = at + (codes[Model.FIRST] != codes[Model.LAST]) * random.integers(0, 30 * 86_400_000, len(who))
        terms[name] = Terms().with_spellings(spelling(name, code) for code in range(count))
        for model, times in ((Model.FIRST, at), (Model.LAST, later)):
            touched[model, name] = Touched(
                as_set(who), as_column(who, codes[model]), as_column(who, times, WIDE)
            )
    return Touches(terms, touched)


def spelling(dimension: str, code: int) -> str:
    return f"{dimension} {code}"


def _few(random: np.random.Generator, count: int) -> Mapping[Model, Codes]:
    first = _frequent(random, count)
    again = random.random(count) < 0.5
    return {Model.FIRST: first, Model.LAST: np.where(again, _frequent(random, count), first)}


def _many(random: np.random.Generator, count: int, different: int) -> Mapping[Model, Codes]:
    """First: each term once, half of what is left any term again, the other half frequent ones."""
    left = count - different
    again = random.integers(0, different, left // 2)
    first = np.concatenate((np.arange(different), again, _frequent(random, left - len(again))))
    last = np.concatenate((np.arange(different), np.zeros(left, np.int64)))
    return {Model.FIRST: random.permutation(first), Model.LAST: random.permutation(last)}


def _frequent(random: np.random.Generator, count: int) -> Codes:
    shares = 1 / np.arange(1, VALUES + 1)
    codes: Codes = random.choice(VALUES, count, p=shares / shares.sum())
    return codes
