"""Portal or inbox -> archive.

Belongs here: retrieving bytes and keeping them. Does not belong here: parsing them (`load/`).
"""
