"""A real waiting list as the day-0 backlog: extract and mapping in, listed people out.

Whatever may tell who somebody is stays outside unless the mapping says what becomes of it, and
nothing is written unless the whole of it can be.
"""
