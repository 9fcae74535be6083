"""The engine: SimPy for what is scarce, people as rows, one gate that writes."""
