"""The HTTP API, one router for each noun.

``answers`` ``conversations`` ``articles`` ``builds`` ``jobs`` ``health`` ·
``dependencies`` (what handlers ask for) · ``problems`` (errors as RFC 9457) · ``openapi`` (how they are described) ·
``doors`` (who may ask) · ``limits`` (how much is let in).
"""
