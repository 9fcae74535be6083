"""One file a chart: a summarised frame in, a figure out. None of them reads anything else."""
