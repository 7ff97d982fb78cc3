"""What every page shares: filters, cached reads, charts, words and the frame of a page."""
