"""The report: charts, tables and words arranged into one offline page. Computes no outcome."""
