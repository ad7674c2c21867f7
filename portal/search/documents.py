"""What the index knows of an object: words, pages, facets and who may find it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A stretch of text the visitor can open: a page of a file, or the object's own body.

    The body of the object itself has `number` 0 and no `file_id`. What is heard has a second
    for each of its lines. `language` is said where it may not be that of the document.
    """

    text: str
    number: int = 0
    file_id: int | None = None
    language: str = ""
    seconds: tuple[int, ...] = ()

    @property
    def content(self) -> str:
        """All there is to it, as one text."""
        timing = f"/{self.language}/{self.seconds}" if self.language or self.seconds else ""
        return f"{self.file_id}/{self.number}/{self.text}{timing}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """One object as the index sees it.

    `names` are other names of its own, such as its acronym; `keywords` come from what it
    stands beside: the labels of its domains and places, the names of its organisations.
    `key` is kind and id ("item:12"); `language` an ISO 639-3 code; `audiences` names who
    may find it ("public", "members", "organisation:5"); `date` an ISO date of any
    precision or nothing; `added` the ISO moment of publication. `labels` are words that only
    its card says, by language: they find it, and weigh less than any word of its text.
    """

    key: str
    language: str
    title: str
    summary: str = ""
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: tuple[str, ...] = ("public",)
    date: str = ""
    added: str = ""

    @property
    def record(self) -> str:
        """What kind of record it is: the beginning of its key."""
        return self.key.partition(":")[0]

    @property
    def fingerprint(self) -> str:
        """The same 16 letters for the same content, in every process."""
        pages = [page.content for page in self.pages]
        facets = [f"{name}={'/'.join(values)}" for name, values in sorted(self.facets.items())]
        labels = [f"{name}={'/'.join(texts)}" for name, texts in sorted(self.labels.items())]
        single = (self.key, self.language, self.title, self.summary, self.date, self.added)
        own = (single, self.names, self.people, self.keywords, labels)
        parts = (*own, pages, facets, self.audiences)
        content = "\1".join("\0".join(part) for part in parts)
        return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=8).hexdigest()


def merge_labels(parts: Iterable[Mapping[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    """Return the texts of all parts by language, each once."""
    found: dict[str, dict[str, None]] = {}
    for part in parts:
        for language, texts in part.items():
            found.setdefault(language, {}).update(dict.fromkeys(texts))
    return {language: tuple(texts) for language, texts in found.items()}
