"""A file of any kind → raw articles, in the order in which data flows:

``load`` (finds files and hands each to its reader) · ``kind`` (what a file really is, whatever its suffix) ·
``containers`` ``bounds`` (what a file may hold) · ``ooxml`` (Office packages as the libraries take them) · one reader
for each family of formats: ``plain`` ``markdown`` ``html`` ``pdf/`` ``office/`` ``tables`` ``objects`` ``epub`` ·
``records`` (those of tables and objects → articles) · ``grid`` (the cells of any table → records) · ``writer`` (a text
and its blocks) · ``title`` ``byline`` (what a file is called, who wrote it and when) · ``failures`` (what becomes of a
parser's errors).
"""
