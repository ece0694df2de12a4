"""What happens by itself.

Belongs here: jobs, schedules, sensors. Does not belong here: what they run.
"""
