"""Time the national scenario, one replication a policy, and show where the time goes."""

import cProfile
import pstats
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from sim.engine.frame import book_of
from sim.engine.simulate import simulate
from sim.experiments.job import peak_mib
from sim.log.history import History
from sim.log.segments import frame_of, write_log
from sim.population.create import create_population
from sim.population.frame import people_frame
from sim.projections.tables import project
from sim.scenario.loading import load

SCENARIO = Path(__file__).parent.parent / "scenarios" / "national.yaml"


def main() -> None:
    scenario = load(SCENARIO).scenario
    began = time.process_time()
    population = create_population(scenario, 0, SCENARIO.parent)
    created = time.process_time() - began
    print(f"people: {len(population):,} in {created:.2f} CPU s")
    people, book = people_frame(population), book_of(scenario, list(scenario.policies))
    for policy in scenario.policies:
        marks = [time.process_time()]
        simulated = simulate(scenario, policy, population, 0)
        marks.append(time.process_time())
        with tempfile.TemporaryDirectory() as folder:
            write_log(Path(folder), frame_of(simulated.columns))
        marks.append(time.process_time())
        project(History(frame_of(simulated.columns), people, book))
        marks.append(time.process_time())
        engine, log, tables = (later - at for at, later in pairwise(marks))
        rate = len(population) / (engine + log)
        print(
            f"{policy.id:>20}: simulate {engine:.2f}, log {log:.2f}, tables {tables:.2f} CPU s; "
            f"{len(simulated.columns['time']):,} events; {rate:,.0f} journeys/CPU s "
            f"(simulation and log on disk)"
        )
    print(f"at most {peak_mib():.0f} MiB\n\nwhere the time of {scenario.policies[0].id} goes:")
    profile = cProfile.Profile()
    profile.runcall(simulate, scenario, scenario.policies[0], population, 0)
    pstats.Stats(profile, stream=sys.stdout).strip_dirs().sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
