"""Publishing: the only folder that knows MkDocs, Material and Python-Markdown."""
