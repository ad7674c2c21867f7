"""The engine behind the door: Whoosh's files and segments, our postings and scoring."""
