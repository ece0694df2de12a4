"""The files of a release beside its database: for those who do not read DuckDB, and for catalogues.

Belongs here: one module per format family, each a pure reader of the finished public database.
Does not belong here: what may be public (`public_database.py`), the folder and the pointer
(`publish.py`). Nothing in here opens a candidate, so nothing restricted can get into a file.
"""
