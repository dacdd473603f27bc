"""Files as tables of text: formats, encodings, layouts."""
