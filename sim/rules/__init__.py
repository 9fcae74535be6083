"""The rules that dispose: pure functions, no clock, no dice, no SimPy."""
