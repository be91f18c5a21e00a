"""Serves a site during work on it: the server, and the script and style that it adds to pages."""
