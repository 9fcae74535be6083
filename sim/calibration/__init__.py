"""`placesim calibrate`: trials of free numbers, kept in a file, and what the best would set.

Nothing is written into a scenario. The file of trials is the record of the search: what is in it
stays, and what is new is added.
"""
