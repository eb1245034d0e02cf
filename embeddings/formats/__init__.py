"""A file's bytes → raw articles: one module for each family of formats, and what guards their doors.

``kind`` says what a file really is, ``containers`` what a zip may unpack to, ``edge`` what becomes of a
library's own errors; each reader is a function of the bytes, the file's name and the origin.
"""
