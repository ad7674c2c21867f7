"""The card for an address book, read back as RFC 6350 says."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.contacts.vcard import write_vcard
from portal.directory.models import Contact, ContactKind, Organisation
from portal.directory.values import ContactValues
from portal.extensions import now
from portal.vocabulary.models import Language
from tests.browser import Browser
from tests.conftest import People
from tests.factories import fill_sheet

OpenSite = Callable[..., Browser]

ADDRESS = "/fr/directory/rejefpo/contacts"
URL = "https://musoya.example/fr/directory/rejefpo"


def read_vcard(card: bytes) -> list[tuple[str, str]]:
    """Return the properties of a card: (group and name with parameters, value unescaped)."""
    assert card.endswith(b"\r\n")
    lines = card[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    text = b"\r\n".join(lines).replace(b"\r\n ", b"").decode()
    read = [line.partition(":")[::2] for line in text.split("\r\n")]
    return [(name, _unescaped(value)) for name, value in read]


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def make(name: str, contacts: tuple[Contact, ...] = (), **values: object) -> Organisation:
    organisation = Organisation(name=name, acronym="", links=[], updated_at=now())
    organisation.languages = [Language(code="bam", tag="bm")]
    organisation.contacts = list(contacts)
    for field, value in values.items():
        setattr(organisation, field, value)
    return organisation


def card_of(organisation: Organisation) -> list[tuple[str, str]]:
    return read_vcard(write_vcard(organisation, organisation.contacts, url=URL))


def test_a_card_tells_who_and_how() -> None:
    contacts = (
        Contact(kind=ContactKind.PHONE, value="70 11 22 33", label=""),
        Contact(kind=ContactKind.WHATSAPP, value="+223 76 00 00 01", label="Awa; le soir"),
        Contact(kind=ContactKind.EMAIL, value="bureau@olddf.example", label=""),
        Contact(kind=ContactKind.POST, value="BP 12, Ségou\nMali", label=""),
    )
    organisation = make(
        "Droits; femmes, jeunes", contacts, acronym="ODF", links=["https://o.example/a,b"]
    )
    card = card_of(organisation)
    assert card[:2] == [("BEGIN", "VCARD"), ("VERSION", "4.0")]
    assert card[-1] == ("END", "VCARD")
    said = dict(card)
    assert said["KIND"] == "org"
    assert said["FN"] == "Droits; femmes, jeunes"
    assert said["NICKNAME"] == "ODF"
    assert said["UID"] == URL
    assert said["LANG"] == "bm"
    assert said["URL"] == "https://o.example/a,b"
    assert said["TEL;VALUE=uri;TYPE=voice"] == "tel:+22370112233"
    assert said['item2.TEL;VALUE=uri;TYPE="cell,text"'] == "tel:+22376000001"
    assert said["item2.X-ABLABEL"] == "Awa; le soir"
    assert said["EMAIL"] == "bureau@olddf.example"
    assert said["ADR"] == ";;BP 12, Ségou\nMali;;;;"
    assert re.fullmatch(r"\d{8}T\d{6}Z", said["REV"])


def test_what_separates_is_escaped() -> None:
    raw = write_vcard(make("a\\b;c,d\ne"), (), url=URL).decode()
    assert "FN:a\\\\b\\;c\\,d\\ne\r\n" in raw


@given(st.text(min_size=1, max_size=300))
def test_any_name_can_be_read_back(name: str) -> None:
    kept = "".join(c for c in "\n".join(name.splitlines()) if c.isprintable() or c == "\n")
    assert dict(card_of(make(name)))["FN"] == kept


@given(st.text(min_size=1, max_size=100))
def test_no_value_adds_a_line_of_its_own(value: str) -> None:
    contacts = (Contact(kind=ContactKind.EMAIL, value=value, label=f"{value}\r\nTEL:1"),)
    names = [name for name, _value in card_of(make("x", contacts, links=[f"https://x/{value}"]))]
    assert names[-4:] == ["URL", "item1.EMAIL", "item1.X-ABLABEL", "END"]


@pytest.fixture
def reached(people: People) -> Organisation:
    return fill_sheet(
        people.organisation,
        name="الشبكة النسائية",
        contacts=(
            ContactValues(
                kind="phone", value="70112233", visibility="public", consented_on="2025"
            ),
            ContactValues(
                kind="email", value="in@olddf.example", visibility="members", consented_on="2025"
            ),
        ),
    )  # fmt: skip


def test_the_card_has_public_contacts_whoever_asks(
    reached: Organisation, people: People, browse: OpenSite
) -> None:
    for viewer in (None, people.editor):
        browser = browse(viewer)
        key = browser.client.post(ADDRESS).location.partition("?")[2]
        response = browser.client.get(f"{ADDRESS}.vcf?{key}")
        assert response.content_type == "text/vcard; charset=utf-8"
        assert response.headers["Content-Disposition"] == "attachment; filename=rejefpo.vcf"
        assert response.headers["Cache-Control"] == "no-store"
        card = read_vcard(response.data)
        assert ("FN", "الشبكة النسائية") in card
        assert ("TEL;VALUE=uri;TYPE=voice", "tel:+22370112233") in card
        assert "in@olddf.example" not in response.text


def test_the_card_is_offered_beside_the_contacts(reached: Organisation, browse: OpenSite) -> None:
    browser = browse()
    page = browser.get(browser.client.post(ADDRESS).location)
    (link,) = [link for link in page.links() if ".vcf" in link]
    assert browser.status_of(link) == 200


def test_without_the_step_there_is_no_card(reached: Organisation, browse: OpenSite) -> None:
    for query in ("", "?key=", "?key=wrong"):
        response = browse().client.get(f"{ADDRESS}.vcf{query}")
        assert (response.status_code, response.location) == (302, ADDRESS)


def test_without_a_public_contact_there_is_no_card(people: People, browse: OpenSite) -> None:
    browser = browse()
    address = browser.client.post(ADDRESS).location
    assert ".vcf" not in browser.get(address).text
    key = address.partition("?")[2]
    assert browser.status_of(f"{ADDRESS}.vcf?{key}") == 302
