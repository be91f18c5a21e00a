"""Building: reads a project, converts its texts, and puts together what is published."""
