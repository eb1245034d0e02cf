"""The reader: question and passages in, scored spans out."""
