"""Parsers of files, run only in a locked child process.

Nothing here imports the application, and nothing in the application imports the parsers:
`portal.media.sandbox` starts a process for each file and trusts nothing that it says.
"""
