"""The store of passages in Milvus, for collections beyond one machine: a server, a cluster, or a file (Milvus Lite).

``address`` (where it is) · ``lexical`` (how it weighs words, by its version) · ``client`` (the one home of pymilvus:
time limits, a breaker, errors in words) · ``terms`` (how common a term is, counted beside the articles) · ``sent``
(vectors on their way) · ``store`` (the passages of a build) · ``engine`` (makes, opens, publishes and drops those).
"""
