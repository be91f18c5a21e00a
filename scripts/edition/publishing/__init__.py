"""Publishing: the only folder that uses MkDocs, Material and Python-Markdown."""
