"""Say which materializer the core has for which type, by address, so that no library is imported for it."""

from __future__ import annotations

JSON = "zenml.materializers.json_values:JsonMaterializer"
TEXT = "zenml.materializers.text_and_bytes:TextMaterializer"
BYTES = "zenml.materializers.text_and_bytes:BytesMaterializer"
NUMPY = "zenml.materializers.numpy_arrays:NumpyMaterializer"
SCIKIT_LEARN = "zenml.materializers.scikit_learn:ScikitLearnMaterializer"
PATH = "zenml.materializers.paths:PathMaterializer"
PANDAS = "zenml.materializers.pandas_tables:PandasMaterializer"
POLARS = "zenml.materializers.polars_tables:PolarsMaterializer"
IMAGE = "zenml.materializers.images:ImageMaterializer"
FIGURE = "zenml.materializers.figures:FigureMaterializer"
FALLBACK = "zenml.materializers.pickles:PickleMaterializer"
"""Takes whatever nobody else takes."""

FOR_THIS_TYPE_ONLY = {
    "builtins:NoneType": JSON,
    "builtins:bool": JSON,
    "builtins:bytearray": JSON,
    "builtins:bytes": BYTES,
    "builtins:complex": JSON,
    "builtins:dict": JSON,
    "builtins:float": JSON,
    "builtins:frozenset": JSON,
    "builtins:int": JSON,
    "builtins:list": JSON,
    "builtins:set": JSON,
    "builtins:str": TEXT,
    "builtins:tuple": JSON,
    "datetime:date": JSON,
    "datetime:datetime": JSON,
    "datetime:time": JSON,
    "datetime:timedelta": JSON,
    "datetime:timezone": JSON,
    "decimal:Decimal": JSON,
    "numpy:ndarray": NUMPY,
    "pandas:DataFrame": PANDAS,
    "pandas:Series": PANDAS,
    "pathlib:PosixPath": PATH,
    "pathlib:PurePosixPath": JSON,
    "pathlib:PureWindowsPath": JSON,
    "polars:DataFrame": POLARS,
    "polars:LazyFrame": POLARS,
    "polars:Series": POLARS,
    "uuid:UUID": JSON,
    "zoneinfo:ZoneInfo": JSON,
}
"""A subclass of these may hold what its base does not, and would come back as another type."""

FOR_SUBCLASSES_TOO = {
    "PIL:Image": IMAGE,
    "enum:Enum": JSON,
    "matplotlib:Figure": FIGURE,
    "numpy:generic": JSON,
    "pydantic.main:BaseModel": JSON,
    "sklearn.base:BaseEstimator": SCIKIT_LEARN,
}
