from __future__ import annotations

import enum
from collections import OrderedDict, namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngImageFile
from plugin_site import PluginSite
from pydantic import BaseModel
from sklearn.linear_model import LogisticRegression

from zenml.errors import ConfigurationError
from zenml.flavors.registry import refresh
from zenml.materializers import BaseMaterializer
from zenml.materializers.builtin import (
    BYTES,
    FALLBACK,
    FIGURE,
    IMAGE,
    JSON,
    NUMPY,
    PANDAS,
    PATH,
    POLARS,
    SCIKIT_LEARN,
    TEXT,
)
from zenml.materializers.registry import load_materializer, materializer_for

PLUGIN = """
from zenml.flavors import MaterializerEntry, hookimpl
@hookimpl
def zenml_materializers():
    return [MaterializerEntry({type!r}, {implementation!r})]
"""


class Graph:
    pass


class Tree(Graph):
    pass


class GraphMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Graph,)


class Row(dict[str, Any]):
    pass


@dataclass
class Record:
    x: int


class Model(BaseModel):
    x: int


class Color(enum.Enum):
    RED = 1


Pair = namedtuple("Pair", "left right")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PluginSite]:
    site = PluginSite(tmp_path / "site")
    monkeypatch.syspath_prepend(str(site.folder))
    refresh()
    yield site
    refresh()


def install(site: PluginSite, name: str, data_type: str, implementation: str) -> None:
    site.add(name, PLUGIN.format(type=data_type, implementation=implementation))


@pytest.mark.parametrize(
    ("data_type", "materializer"),
    [
        *((int, JSON), (bool, JSON), (type(None), JSON), (float, JSON), (str, TEXT), (bytes, BYTES)),
        *((list, JSON), (dict, JSON), (tuple, JSON), (set, JSON), (frozenset, JSON), (list[int], JSON)),
        *((type(Path()), PATH), (datetime, JSON), (Record, JSON), (Model, JSON), (Color, JSON), (Pair, JSON)),
        *((np.ndarray, NUMPY), (np.float64, JSON), (np.ma.MaskedArray, FALLBACK)),
        (LogisticRegression, SCIKIT_LEARN),
        *((pd.DataFrame, PANDAS), (pd.Series, PANDAS), (pl.DataFrame, POLARS), (pl.LazyFrame, POLARS)),
        *((Image.Image, IMAGE), (PngImageFile, IMAGE), (Figure, FIGURE)),
        *((Row, FALLBACK), (OrderedDict, FALLBACK), (Fraction, FALLBACK), (type, FALLBACK), (object, FALLBACK)),
    ],
    ids=repr,
)
def test_the_core_knows_these(data_type: type, materializer: str) -> None:
    assert materializer_for(data_type) == materializer


def test_every_built_in_address_leads_to_a_materializer() -> None:
    for address in (JSON, TEXT, BYTES, NUMPY, SCIKIT_LEARN, FALLBACK):
        assert issubclass(load_materializer(address), BaseMaterializer)


def test_a_class_of_this_process_takes_its_types_and_their_subclasses() -> None:
    address = f"{__name__}:GraphMaterializer"
    assert (materializer_for(Graph), materializer_for(Tree)) == (address, address)
    assert load_materializer(address) is GraphMaterializer


def test_the_nearest_class_in_the_resolution_order_decides() -> None:
    class Leaf(Tree):
        pass

    class TreeMaterializer(BaseMaterializer):
        ASSOCIATED_TYPES = (Tree,)

    assert load_materializer(materializer_for(Leaf)) is TreeMaterializer
    assert load_materializer(materializer_for(Graph)) is GraphMaterializer


def test_two_classes_for_one_type_are_refused_naming_both() -> None:
    class Disputed:
        pass

    def claim(name: str) -> type:
        return type(name, (BaseMaterializer,), {"ASSOCIATED_TYPES": (Disputed,), "__module__": "acme"})

    claim("First")
    claim("Second")
    with pytest.raises(ConfigurationError) as caught:
        materializer_for(Disputed)
    assert str(caught.value) == (
        f"values of type {__name__}:{Disputed.__qualname__} have 2 materializers: acme:First, acme:Second "
        "(name one of them at the output, or remove the other)"
    )


def test_a_class_that_is_defined_again_replaces_the_first_one() -> None:
    class Redone:
        pass

    def define() -> type:
        class RedoneMaterializer(BaseMaterializer):
            ASSOCIATED_TYPES = (Redone,)

        return RedoneMaterializer

    define()
    second = define()
    assert load_materializer(materializer_for(Redone)) is second


def test_one_type_need_not_be_a_tuple() -> None:
    class Alone:
        pass

    class AloneMaterializer(BaseMaterializer):
        ASSOCIATED_TYPES = Alone  # type: ignore[assignment]  # a comma that is easily forgotten

    assert load_materializer(materializer_for(Alone)) is AloneMaterializer


def test_a_type_that_is_no_class_is_refused_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        type("Odd", (BaseMaterializer,), {"ASSOCIATED_TYPES": ("pandas.DataFrame",)})
    assert str(caught.value) == (
        "Odd.ASSOCIATED_TYPES holds 'pandas.DataFrame', which is not a class (write ASSOCIATED_TYPES = (MyClass,))"
    )


def test_a_package_brings_a_materializer_for_a_type_that_nobody_imports(site: PluginSite) -> None:
    install(site, "acme-fractions", "fractions:Fraction", "acme_fractions.materializer:FractionMaterializer")
    assert materializer_for(Fraction) == "acme_fractions.materializer:FractionMaterializer"
    assert materializer_for(int) == JSON


def test_a_package_may_name_a_type_by_the_module_that_re_exports_it(site: PluginSite) -> None:
    assert LogisticRegression.__module__ == "sklearn.linear_model._logistic"
    install(site, "acme-skops", "sklearn.linear_model:LogisticRegression", "acme_skops.m:SkopsMaterializer")
    assert materializer_for(LogisticRegression) == "acme_skops.m:SkopsMaterializer"


def test_a_package_comes_before_the_core_and_after_this_process(site: PluginSite) -> None:
    install(site, "acme-arrays", "numpy:ndarray", "acme_arrays.m:ZarrMaterializer")
    install(site, "acme-graphs", f"{__name__}:Graph", "acme_graphs.m:GraphMaterializer")
    assert materializer_for(np.ndarray) == "acme_arrays.m:ZarrMaterializer"
    assert materializer_for(Graph) == f"{__name__}:GraphMaterializer"


def test_two_packages_for_one_type_are_refused_naming_both(site: PluginSite) -> None:
    install(site, "acme-a", "fractions:Fraction", "acme_a.m:A")
    install(site, "acme-b", "fractions:Fraction", "acme_b.m:B")
    with pytest.raises(ConfigurationError, match=r"fractions:Fraction have 2 materializers: acme_a\.m:A, acme_b\.m:B"):
        materializer_for(Fraction)
