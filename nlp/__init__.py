"""Meaning of guestbook comments: label, work rules, mentions and masking.

This package stands on the lowest floor: text in, plain values out. It opens no database and knows
no screen, so that it can be run on a single file as well as inside an import.
"""
