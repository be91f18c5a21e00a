"""Importers: each turns a container of text (PDF, Word, EPUB …) into a Markdown witness."""
