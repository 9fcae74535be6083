"""What can be wrong with people that a scenario brings from elsewhere."""


class PopulationError(Exception):
    """The people asked for cannot be made; one line a mistake."""
