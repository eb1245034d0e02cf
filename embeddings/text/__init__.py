"""Pure functions on Chinese text: clean, fold, sentences, words."""
