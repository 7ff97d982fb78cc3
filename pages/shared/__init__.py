"""What every page shares: filters, cached reads, charts, words and the frame of a page."""

from pathlib import Path

# A file of our own: Streamlit fetches the favicon of a named icon from the internet.
ICON = Path(__file__).parent / "icon.svg"
