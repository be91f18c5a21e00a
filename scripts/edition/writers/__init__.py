"""Writers: each renders the same Edition for one target; none of them changes it."""
