"""A number given once for all, or band by band, as one number for every band in order."""

from collections.abc import Mapping

from sim.scenario.provision import BandName
from sim.words.bands import BAND_NAMES


def of_each_band(
    value: float | Mapping[BandName, float] | Mapping[str, float], otherwise: float
) -> tuple[float, ...]:
    """Return the number of each band; `otherwise` is that of a band that is not named.

    >>> of_each_band({"high": 0.5}, otherwise=1.0)
    (1.0, 1.0, 0.5, 1.0)
    >>> of_each_band(0.25, otherwise=1.0)
    (0.25, 0.25, 0.25, 0.25)
    """
    if isinstance(value, Mapping):
        named = {str(band): float(each) for band, each in value.items()}
        return tuple(named.get(band, otherwise) for band in BAND_NAMES)
    return (float(value),) * len(BAND_NAMES)
