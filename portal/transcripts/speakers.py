"""Who speaks, in a line that a person typed: `Awa : …`, or `- Une voix dans la salle : …`."""

import re

from portal.transcripts.lines import LONGEST_SPEAKER

_SPEAKER = re.compile(rf"(?:([-–—])\s*)?([^:]{{0,{LONGEST_SPEAKER}}}?)\s*:\s+(\S.*)")
_UNUSUAL = re.compile(r"[.,;!?…«»\"()\[\]]")
_MOST_WORDS, _MOST_UNCASED_WORDS, _LONGEST_NAME = 4, 2, 40


def split_speaker(text: str) -> tuple[str, str]:
    """Return (speaker, what she says); the speaker is empty when the line names none.

    After a dash whatever stands before the colon is a speaker, else what looks like a name,
    so that “Trois choses : la terre…” stays a sentence. A colon at the start means nobody.
    """
    found = _SPEAKER.fullmatch(text)
    if found is None:
        return "", text
    dash, name, said = found.groups()
    return (name, said) if dash or not name or _is_name(name) else ("", text)


def join_speaker(speaker: str, text: str) -> str:
    """Return the line that `split_speaker` reads as this."""
    plain = f"{speaker}: {text}" if speaker else text
    if split_speaker(plain) == (speaker, text):
        return plain
    return f"- {speaker}: {text}" if speaker else f": {text}"


def _is_name(text: str) -> bool:
    """Tell whether this is a name: a few words, each with a capital where its script has them."""
    words = text.split()
    if len(text) > _LONGEST_NAME or _UNUSUAL.search(text) or not words[0][0].isalpha():
        return False
    most = _MOST_WORDS if words[0][0].isupper() else _MOST_UNCASED_WORDS
    return len(words) <= most and not any(word[0].islower() for word in words)
