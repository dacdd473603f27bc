"""What is said where a study has nothing to show."""

SILENT = "silent"  # the tone of such words: a page gathers them at its end
NO_PURCHASES = "The study has no purchases, so {what} cannot be shown."
