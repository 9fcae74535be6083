"""Allocation policies: pure functions of what they may see about the people who wait."""
