"""Pure functions on strings, in the order in which a text meets them:

``decode`` (bytes → text) · ``plausibility`` ``mojibake`` (is it Chinese, and is it whole) · ``markdown`` ``clean``
``edits`` (what people see, and where it stood) · ``structure`` (clauses, items and name–value lines) · ``fold`` (what
is matched; ``make_fold_table`` writes its table) · ``sentences`` · ``words`` · ``tags`` (the labels of articles).
"""
