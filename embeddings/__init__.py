"""The content side: files in, a published build out."""
