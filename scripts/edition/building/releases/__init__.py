"""Makes what others take away: the files for programs beside the pages, and releases."""
