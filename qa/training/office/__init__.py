"""Makers of training questions on office writing: ``rules`` (regulations, notices, prose), ``rule_words``."""
