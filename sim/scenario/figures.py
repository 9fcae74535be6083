"""Numbers with a pedigree: `{value, low, high, source, label}` wherever a number may stand.

The schema sees plain numbers only; the pedigree is set aside under the number's path, so that a
report can print where every number comes from and how sure we are of it.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.numbers import Allowed

KEYS = frozenset({"value", "low", "high", "source", "label", "as_of", "unit", "note"})

Label = Literal["published", "source document", "unverified", "assumption"]


class Figure(BaseModel):
    """One number of a scenario with its range, source and standing."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    value: Annotated[float | int, Field(description="the number that is used"), Allowed("a number")]
    low: Annotated[float | None, Field(description="low end of its range")] = None
    high: Annotated[float | None, Field(description="high end of its range")] = None
    source: (
        Annotated[
            str, Field(description="where the number comes from", min_length=1, max_length=2_000)
        ]
        | None
    ) = None
    label: Annotated[Label, Field(description="how far it may be relied on")] = "assumption"
    as_of: Annotated[str | None, Field(description="date or year it refers to")] = None
    unit: Annotated[str | None, Field(description="unit, for the reader; the setting decides")] = (
        None
    )
    note: Annotated[str | None, Field(description="anything else a reader should know")] = None


def is_figure(node: Any) -> bool:
    """Tell whether this mapping is a number with its pedigree."""
    return isinstance(node, dict) and "value" in node and len(node) > 1 and KEYS.issuperset(node)


def split_figures(data: Any) -> tuple[Any, dict[str, dict[str, Any]]]:
    """Return the tree with plain numbers, and the pedigrees by path.

    >>> split_figures({"sites": [{"posts": {"value": 4, "source": "IMB"}}]})
    ({'sites': [{'posts': 4}]}, {'sites[0].posts': {'value': 4, 'source': 'IMB'}})
    """
    found: dict[str, dict[str, Any]] = {}

    def walk(node: Any, path: str) -> Any:
        if is_figure(node):
            found[path] = node
            return node["value"]
        if isinstance(node, dict):
            return {
                key: walk(child, f"{path}.{key}" if path else str(key))
                for key, child in node.items()
            }
        if isinstance(node, list):
            return [walk(child, f"{path}[{place}]") for place, child in enumerate(node)]
        return node

    return walk(data, ""), found
