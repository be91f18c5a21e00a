"""Shows a site while it is being worked on: the server, and what it adds to the pages it sends."""
