"""The lab: both models and the decision are trained here, from the development data; nothing at run time imports it.

``data`` ``options`` (what every run reads) · the reader: ``bridge`` ``inputs`` ``network`` ``sampling`` ``masking``
``reading`` ``synthetic`` ``recurring`` ``train_reader`` ``export``, ``adapt_reader`` with ``office/`` (made-up
questions on office writing) · the encoder: ``body`` ``graphs`` ``make_encoder`` and, for the fast one, ``word_vectors``
``train_encoder`` ``train_transformer`` · the decision: ``calibrate`` · ``development`` (held-out questions as files) ·
on one's own questions: ``course`` ``own_reader`` ``own_encoder`` ``own_calibration`` ``own`` · ``LOG.md`` (what was
tried).
"""
