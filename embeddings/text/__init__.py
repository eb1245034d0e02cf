"""Pure functions on strings, in the order in which they are applied to a text:

``decode`` (bytes → text) · ``plausibility`` ``mojibake`` (is it Chinese, is it garbled) · ``markdown`` ``clean``
``edits`` (the visible text, with its offsets) · ``structure`` (clauses, items, name–value lines) · ``fold`` (the form
used for matching; ``make_fold_table`` writes its table) · ``sentences`` · ``words`` (segmentation).
"""
