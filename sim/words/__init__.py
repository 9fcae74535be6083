"""The vocabulary: bands, kinds of event, outcomes, days and keyed luck. Imports nothing of ours."""
