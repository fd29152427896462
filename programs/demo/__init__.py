"""Invented clinics to try the directory with: reviewed data files, what they say together, and how they are loaded.

Names, streets and numbers are made up; towns are real. Only the command load_demo uses this room.
"""
