"""A learned model as text, so that what was learned from many records judges the few that come later."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from daymark.engine.linkage.model import Model, Shares
from daymark.engine.linkage.schemes import Comparison, Scheme
from daymark.problems import Problem

_SUM = 1e-6  # by how much shares may miss 1, after their rounding as text


class UnusableModel(Problem):
    """The stored model of record linkage does not fit these fields. Learn it anew: link without a model."""


def model_as_json(model: Model) -> str:
    """The model as one JSON object: the shares of each comparison by its name, and those of all pairs. No record's
    values are in it."""
    comparisons = {
        comparison.name: {"of_one": one.tolist(), "of_two": two.tolist()}
        for comparison, one, two in zip(model.scheme.comparisons, model.of_one, model.of_two, strict=True)
    }
    shares = {"one_person": model.one_person, "one_home": model.one_home, "rounds": model.rounds}
    return json.dumps({"comparisons": comparisons, **shares})


def model_from_json(untrusted_text: str, scheme: Scheme) -> Model:
    """The model that was learned with this scheme. Raises UnusableModel when it was learned with another or is none."""
    try:
        given = json.loads(untrusted_text)
        shares = [_shares(given["comparisons"], comparison) for comparison in scheme.comparisons]
        person, home, rounds = float(given["one_person"]), float(given["one_home"]), int(given["rounds"])
        others = len(given["comparisons"]) - len(shares)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise UnusableModel from error
    if others or not (person > 0 and home > 0 and person + home < 1):
        raise UnusableModel
    return Model(scheme, tuple(one for one, _ in shares), tuple(two for _, two in shares), person, home, rounds)


def _shares(given: dict[str, Any], comparison: Comparison) -> tuple[Shares, Shares]:
    one, two = (np.array(given[comparison.name][whose], np.float64) for whose in ("of_one", "of_two"))
    for shares in (one, two):
        if shares.shape != (comparison.scale.top + 1,) or not (shares > 0).all() or abs(shares.sum() - 1) > _SUM:
            raise UnusableModel
    return one, two
