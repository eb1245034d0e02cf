"""The indexes of a build: vectors, postings, and the store that holds both."""
