"""placesim: who waits for a programme place, how long, because of what."""
