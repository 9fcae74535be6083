"""Everybody in the model, with the facts of their lives and their luck, drawn up front."""
