"""What is said where a study has nothing to show."""

NO_PURCHASES = "The study has no purchases, so {what} cannot be shown."
