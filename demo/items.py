"""The records of the demonstration, as they stand in items.jsonl."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ITEMS = FOLDER / "items.jsonl"
TEXTS = FOLDER / "texts"

Item = dict[str, Any]


def list_items() -> list[Item]:
    """Return every record, in the order of the file."""
    return [json.loads(line) for line in ITEMS.read_text(encoding="utf-8").splitlines()]


def get_translation(track: str) -> str | None:
    """Return the Markdown that a translated transcript is made of, if it is one."""
    text = TEXTS / f"{Path(track).stem}.md"
    return text.read_text(encoding="utf-8") if "." in Path(track).stem else None


def get_text(item: Item, file_name: str) -> str:
    """Return the Markdown a file is made of: its own text where it has one, else the body."""
    own_text = TEXTS / f"{Path(file_name).stem}.md"
    return own_text.read_text(encoding="utf-8") if own_text.exists() else item["body"]
