"""The event log: append-only, columnar, hashed; the only thing that says what happened."""
