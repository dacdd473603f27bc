"""Results → plotly figures, returned and never shown."""
