"""The question side: a build and a question in, an answer out."""
