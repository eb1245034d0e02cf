"""The HTTP API, one router for each noun.

``answers`` ``conversations`` ``feedback`` ``articles`` ``builds`` ``jobs`` ``health`` ``login`` ·
``dependencies`` (what handlers ask for) · ``problems`` (errors as RFC 9457) · ``openapi`` (how they are described) ·
``doors`` (which sites may ask) · ``access`` (who may do what) · ``limits`` (how much is let in).
"""
