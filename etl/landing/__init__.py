"""Exports come in here and are kept as Parquet with nothing lost."""
