"""The lab: both models and the decision are trained here, from the development data; nothing at run time imports it.

``data`` ``options`` (what every run reads) · ``body`` ``graphs`` (the pretrained transformer, and how it is written) ·
the encoder: ``make_encoder`` and, for the fast one, ``word_vectors`` ``train_encoder`` · the reader: ``sampling``
``network`` ``reading`` ``train_reader`` ``export``, with ``office/`` (made-up questions on office writing) · the
decision: ``calibrate`` · ``development`` (held-out questions as files) · on one's own questions: ``course``
``own_reader`` ``own_encoder`` ``own_calibration`` ``own`` · ``LOG.md`` (what was tried).
"""
