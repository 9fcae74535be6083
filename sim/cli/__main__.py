"""`python -m sim.cli` is `placesim`."""

from sim.cli import main

main()
