"""What one column of a source holds, told from its name and its values."""
