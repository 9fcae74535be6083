"""Projections: a history in, tables out; they see the log and the words, and nothing else."""
