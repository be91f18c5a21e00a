"""Makes the files for programs that accompany the pages, and releases."""
