"""What holds for every test: a law is not broken by a machine that is slow or busy."""

from hypothesis import settings

settings.register_profile("edition", deadline=None)
settings.load_profile("edition")
