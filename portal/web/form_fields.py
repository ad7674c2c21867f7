"""The fields that a browser would send from a form of an HTML page."""

from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urljoin

Attributes = list[tuple[str, str | None]]
Fields = list[tuple[str, str]]

_NOT_SENT = frozenset({"file", "submit", "button", "reset", "image"})


def is_form_in(html: str, address: str, fields: Fields, *, ignored: str) -> bool:
    """Return whether a form of the page posts exactly these fields to the address.

    Compares texts as browsers send them, whatever the line breaks; `ignored` is a field that
    may differ.
    """
    reader = _FormReader(address)
    reader.feed(html)
    reader.close()
    wanted = _count(fields, ignored)
    return any(_count(form, ignored) == wanted for form in reader.forms)


def _count(fields: Fields, ignored: str) -> Counter[tuple[str, str]]:
    return Counter((name, _unix(value)) for name, value in fields if name != ignored)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _FormReader(HTMLParser):
    """Collects the fields of each form that posts to one address, in its first state."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Fields] = []
        self._form: Fields | None = None
        self._text: tuple[str, list[str]] | None = None
        self._select: _Select | None = None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = dict(attrs)
        if tag == "form":
            self._begin_form(given)
        elif self._form is None or "disabled" in given:
            return
        elif tag == "input":
            self._add_input(self._form, given)
        elif tag == "textarea":
            self._text = (given.get("name") or "", [])
        elif tag == "select":
            self._select = _Select(given.get("name") or "", is_multiple="multiple" in given)
        elif tag == "option" and self._select:
            self._select.add(given.get("value") or "", is_selected="selected" in given)

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._text:
            name, pieces = self._text
            # The parser of a browser drops the line break that begins a textarea.
            self._add(name, _unix("".join(pieces)).removeprefix("\n"))
            self._text = None
        elif tag == "select" and self._select:
            for value in self._select.list_values():
                self._add(self._select.name, value)
            self._select = None

    def _begin_form(self, given: Mapping[str, str | None]) -> None:
        is_post = (given.get("method") or "get").lower() == "post"
        target = urljoin(self.address, given.get("action") or self.address)
        if is_post and target == self.address:
            self._form = []
            self.forms.append(self._form)

    def _add_input(self, form: Fields, given: Mapping[str, str | None]) -> None:
        kind = (given.get("type") or "text").lower()
        is_box = kind in {"checkbox", "radio"}
        if kind in _NOT_SENT or (is_box and "checked" not in given):
            return
        name = given.get("name")
        if name:
            form.append((name, given.get("value") or ("on" if is_box else "")))

    def _add(self, name: str, value: str) -> None:
        if name and self._form is not None:
            self._form.append((name, value))


class _Select:
    """The options of a select element."""

    def __init__(self, name: str, *, is_multiple: bool) -> None:
        self.name = name
        self.is_multiple = is_multiple
        self._values: list[str] = []
        self._selected: list[str] = []

    def add(self, value: str, *, is_selected: bool) -> None:
        self._values.append(value)
        if is_selected:
            self._selected.append(value)

    def list_values(self) -> list[str]:
        """Return what is sent: a simple list sends its last selected option, or the first."""
        if self.is_multiple:
            return self._selected
        return (self._selected or self._values[:1])[-1:]
