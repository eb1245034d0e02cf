"""A file of any kind → raw articles. In the order in which data flows:

``load`` (finds files and calls the parser of each) · ``kind`` (a file's format, by its bytes) ·
``containers`` ``bounds`` (limits on contents) · ``ooxml`` (repairs of Office packages) · one parser
for each family of formats: ``plain`` ``markdown`` ``html`` ``pdf/`` ``office/`` ``tables`` ``epub`` · ``grid`` (the
cells of any table → records) · ``writer`` (a text and its blocks) · ``title`` ``byline`` (title, author
and date) · ``failures`` (parser errors → messages).
"""
