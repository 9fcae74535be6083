"""Time placesim on workload W1 against SimPy as documented and against a compiled loop.

Each engine runs in a process of its own, on the same people; the printed history must be the same
for all. placesim's time is that of the shipped engine: simulation, and its log written to disk.
Ratios are of CPU seconds within this one run; machines are noisy, so trust them more than seconds.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from workload import FACILITATORS, HORIZON, Inputs, inputs, summary

LEAST_RATIO = 10
ENGINES = {
    "placesim": "placesim: simulate, log on disk",
    "documented": "SimPy as documented: a process a person",
    "compiled": "compiled loop: the practical limit",
}


def measured_placesim(people: Inputs) -> dict[str, object]:
    import polars as pl

    from sim.engine.simulate import simulate
    from sim.experiments.job import peak_mib
    from sim.log.segments import frame_of, write_log
    from sim.population.create import create_population
    from sim.scenario.schema import Scenario
    from sim.words.kinds import Kind

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bands = np.array(["low", "medium", "high", "very_high"])
        pl.DataFrame(
            {
                "id": np.arange(len(people.arrives)),
                "join_day": people.arrives,
                "release_day": people.arrives + people.sentence,
                "band": bands[people.band],
                "attends_share": people.attends,
            }
        ).write_parquet(folder / "w1.parquet")
        scenario = Scenario.model_validate(_scenario())
        began = time.process_time()
        population = create_population(scenario, 0, folder)
        read = time.process_time()
        simulated = simulate(scenario, scenario.policies[0], population, 0)
        done = time.process_time()
        write_log(folder / "events", frame_of(simulated.columns))
        written = time.process_time()
    kinds = {
        Kind.RECEIVED: 0,
        Kind.JOINED: 1,
        Kind.STARTED: 2,
        Kind.COMPLETED: 3,
        Kind.DROPPED_OUT: 4,
        Kind.LEFT: 5,
        Kind.RELEASED: 6,
    }
    meaning = np.full(len(Kind), -1)
    for kind, code in kinds.items():
        meaning[kind] = code
    log = simulated.columns
    code = meaning[log["kind"]]
    mine = code >= 0
    return {
        "cpu_seconds": written - read,
        "of which log": round(written - done, 3),
        "reading people": round(read - began, 3),
        "peak_mib": round(peak_mib()),
        **summary(log["time"][mine], log["person"][mine].astype(int), code[mine]),
    }


def _scenario() -> dict[str, object]:
    def programme(name: str, bands: list[str], staff: int, days: float) -> dict[str, object]:
        return {
            "id": name,
            "setting": "prison",
            "bands": bands,
            "group": {"minimum": 8, "maximum": 8},
            "facilitators": staff,
            "duration_days": days,
            "at_release": "stay_to_finish",
        }

    return {
        "title": "Workload W1",
        "horizon_days": HORIZON,
        "sites": [
            {
                "id": "nation",
                "kind": "prison",
                "facilitators": FACILITATORS,
                "programmes": ["h", "k"],
            }
        ],
        "programmes": [
            programme("h", ["medium"], 2, 90.0),
            programme("k", ["high", "very_high"], 3, 180.0),
        ],
        "population": {"listed": {"file": "w1.parquet", "kind": "custody", "site": "nation"}},
        "policies": ["soonest_release"],
    }


def measured_documented(people: Inputs) -> dict[str, object]:
    from documented import Documented

    began = time.process_time()
    rows = Documented(people).run()
    cpu = time.process_time() - began
    when, who, what = (np.array(column) for column in zip(*rows, strict=True))
    return {"cpu_seconds": cpu, **summary(when, who, what)}


def measured_compiled(people: Inputs) -> dict[str, object]:
    import compiled

    compiled.compile_it()
    began = time.process_time()
    when, who, what = compiled.run(people)
    cpu = time.process_time() - began
    return {"cpu_seconds": cpu, **summary(when, who, what)}


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(globals()[f"measured_{sys.argv[1]}"](inputs())))
        return
    found = {}
    for engine, title in ENGINES.items():
        child = subprocess.run(
            [sys.executable, __file__, engine], capture_output=True, text=True, check=True
        )
        found[engine] = json.loads(child.stdout.splitlines()[-1])
        print(f"{title}: {found[engine]}", flush=True)
    ours = found["placesim"]["cpu_seconds"]
    print()
    for engine, title in ENGINES.items():
        cpu = found[engine]["cpu_seconds"]
        rate = found[engine]["journeys"] / cpu
        print(f"{cpu:8.2f} CPU s  {rate:12,.0f} journeys/CPU s  {cpu / ours:6.2f} x  {title}")
    histories = {each["history"] for each in found.values()}
    if len(histories) != 1:
        sys.exit(f"the engines tell different histories: {histories}")
    print("same history")
    if found["documented"]["cpu_seconds"] < LEAST_RATIO * ours:
        sys.exit(f"placesim is less than {LEAST_RATIO} times as fast as SimPy as documented")


if __name__ == "__main__":
    main()
