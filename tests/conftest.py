"""How hard the properties are tried: `HYPOTHESIS_PROFILE=thorough` searches where `ci` samples.

`ci` draws the same cases every time, so that a change is judged by what it changed. `thorough`
draws new ones, keeps those that failed, and prints what repeats them.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=25,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=1_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
