"""Fields of documents that fill in names of people and machines: no text of their authors."""

from xml.etree.ElementTree import Element

from portal.media.readers.outcome import Trace
from portal.media.readers.package import attribute, local

NAMING_IN_WORD = {
    **dict.fromkeys(
        ("AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "MANAGER"),
        Trace.PEOPLE,
    ),
    **dict.fromkeys(("FILENAME", "TEMPLATE"), Trace.DEVICE),
}
NAMING_PEOPLE_IN_OPEN_DOCUMENTS = frozenset(
    (
        *("author-name", "author-initials", "initial-creator", "creator", "printed-by"),
        *("sender-firstname", "sender-lastname", "sender-initials", "sender-title"),
        *("sender-position", "sender-email", "sender-phone-private", "sender-fax"),
        *("sender-company", "sender-phone-work", "sender-street", "sender-city"),
        *("sender-postal-code", "sender-country", "sender-state-or-province"),
    )
)
NAMING_MACHINES_IN_OPEN_DOCUMENTS = frozenset(("file-name", "template-name"))
_PROPERTY = frozenset(("DOCPROPERTY", "INFO"))


def keyword_of(instruction: str) -> str:
    """Return what the instruction of a field of Word asks for."""
    keyword, _, rest = instruction.strip().partition(" ")
    keyword = keyword.upper()
    if keyword in _PROPERTY:
        return rest.strip(' "').partition(" ")[0].strip('"').upper()
    return keyword


class OpenFields:
    """The fields of Word that the walk through a paragraph is inside of."""

    def __init__(self) -> None:
        self._instructions: list[str] = []

    @property
    def is_silent(self) -> bool:
        """Whether the words here fill in a name."""
        return any(keyword_of(each) in NAMING_IN_WORD for each in self._instructions)

    def meet(self, element: Element) -> None:
        """Take in an element: one that opens or closes a field, or part of its instruction."""
        kind = attribute(element, "fldCharType") if local(element) == "fldChar" else ""
        if kind == "begin":
            self._instructions.append("")
        elif kind == "end" and self._instructions:
            self._instructions.pop()
        elif local(element) == "instrText" and self._instructions:
            self._instructions[-1] += element.text or ""
