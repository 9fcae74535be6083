"""Scenario files: what an analyst may say, read strictly, with every mistake reported at once."""
