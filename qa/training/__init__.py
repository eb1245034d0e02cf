"""The training lab: trains the models and the decision from the development data. Nothing at run time imports it.

``data`` ``options`` (the input of every run) · the reader: ``bridge`` ``inputs`` ``network`` ``sampling`` ``masking``
``reading`` ``synthetic`` ``recurring`` ``train_reader`` ``export`` · the encoder: ``body`` ``graphs``
``make_encoder`` and, for the fast one, ``word_vectors`` ``train_encoder`` ``train_transformer`` · the decision:
``calibrate`` · ``development`` (held-out questions as files) · fine-tuning on a user's questions: ``course``
``own_reader`` ``own_encoder`` ``own_calibration`` ``own`` · ``LOG.md`` (experiments).
"""
