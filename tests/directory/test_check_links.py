"""Links by which an organisation answers for its own sheet: once, without an account."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select

from portal.auth.models import LoginFailure, RoleName, User
from portal.auth.throttle import TooManyAttemptsError
from portal.content.models import Status, Visibility
from portal.directory.checks import links
from portal.directory.checks.links import DeadLinkError, confirm_by_link, issue_link, open_link
from portal.directory.checks.masking import mask_contact
from portal.directory.checks.models import CheckLink
from portal.directory.models import (
    Contact,
    ContactKind,
    Intervention,
    Organisation,
    Proposal,
    ProposalState,
    WorkStatus,
)
from portal.directory.proposals import accept_proposal
from portal.errors import InvalidError, NotAllowedError
from portal.extensions import db, now, today
from portal.vocabulary.models import Domain, Place
from tests.browser import Browser, Page
from tests.conftest import People
from tests.factories import ids_of, make_member, make_user

Browse = Callable[[User | None], Browser]

NUMBER = "+223 70 00 00 12"
OVER = "This link opens nothing any more"


@pytest.fixture
def member(people: People) -> Organisation:
    """A member of the network of `people`, with works and contacts of every visibility."""
    member = make_member(people.organisation, name="Femmes debout")
    member.missions = {"en": "Listening to women"}
    (domain_id,), (segou,) = ids_of(Domain, ("vbg",)), ids_of(Place, ("segou",))
    (kayes,) = ids_of(Place, ("kayes",))
    shown = {"domain_id": domain_id, "place_id": segou, "shown_place_id": segou}
    member.interventions += [
        Intervention(ref="w1", description="Listening centre", **shown),
        Intervention(ref="w2", status=WorkStatus.FINISHED, **shown),
        Intervention(
            ref="w3",
            description="A shelter",
            visibility=Visibility.MEMBERS,
            **{**shown, "shown_place_id": kayes},
        ),
    ]
    member.contacts += [
        Contact(ref="c1", kind=ContactKind.PHONE, value=NUMBER, label="Mme Diarra"),
        Contact(ref="c2", kind=ContactKind.EMAIL, value="bureau@example.org", position=1),
    ]
    db.session.commit()
    return member


@pytest.fixture
def token(people: People, member: Organisation) -> str:
    return issue_link(member, actor=people.editor)


def address_of(token: str, language: str = "en") -> str:
    return f"/{language}/check/{token}"


def waiting() -> Proposal:
    return db.session.scalars(select(Proposal).filter_by(state=ProposalState.WAITING)).one()


def answers(page: Page, **said: str) -> dict[str, str]:
    """What the form of corrections sends when nothing but `said` is touched."""
    sent = {}
    for field in page.root.iter("input"):
        kind = field.get("type")
        if kind not in {"radio", "checkbox"} or field.get("checked") is not None:
            sent[field.get("name", "")] = field.get("value", "")
    for field in page.root.iter("textarea"):
        sent[field.get("name", "")] = (field.text or "").removeprefix("\n")
    for field in page.root.iter("select"):
        sent[field.get("name", "")] = next(field.iter("option")).get("value", "")
    return {**sent, **said}


def name_of(model: type[Contact | Intervention], ref: str, field: str) -> str:
    row_id = db.session.scalars(select(model.id).where(model.ref == ref)).one()
    return f"{'contact' if model is Contact else 'work'}{row_id}-{field}"


def test_a_link_shows_the_sheet_as_the_public_sees_it(browse: Browse, token: str) -> None:
    page = browse(None).get(address_of(token))
    assert "Femmes debout" in page.text
    assert "Listening to women" in page.text
    assert "Listening centre" in page.text
    assert "A shelter" not in page.text
    assert "Kayes" not in page.text


def test_nobody_calls_right_what_she_was_not_shown(
    browse: Browse, token: str, member: Organisation
) -> None:
    work = member.interventions[0]
    work.reached, work.reached_women = 1200, 900
    work.programme, work.source = "Our programme", "Our report"
    work.status, work.start = WorkStatus.PLANNED, "2999"
    db.session.commit()
    text = browse(None).get(address_of(token)).text
    for words in (
        "Planned · from 2999",
        "1,200 people, of whom 900 women",
        "Our programme",
        "Our report",
    ):
        assert words in text


def test_contacts_are_masked_wherever_the_link_leads(browse: Browse, token: str) -> None:
    for address in (address_of(token), f"{address_of(token)}/correct"):
        text = browse(None).get(address).text
        assert "+223 7• •• •• 12" in text
        assert "b•••@e•••.org" in text
        assert NUMBER not in text
        assert "bureau" not in text
        assert "Diarra" not in text


@pytest.mark.parametrize(
    ("kind", "value", "mask"),
    [
        (ContactKind.PHONE, "+223 70 00 00 12", "+223 7• •• •• 12"),
        (ContactKind.WHATSAPP, "70000012", "7•••••12"),
        (ContactKind.PHONE, "7000-12", "••••-••"),
        (ContactKind.EMAIL, "bureau@example.org", "b•••@e•••.org"),
        (ContactKind.POST, "BP 12, Ségou", "•••"),
    ],
)
def test_a_mask_tells_enough_to_recognise(kind: ContactKind, value: str, mask: str) -> None:
    assert mask_contact(Contact(kind=kind, value=value)) == mask


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_each_language_has_its_pages(browse: Browse, token: str, language: str) -> None:
    browser = browse(None)
    browser.get(address_of(token, language))
    browser.get(f"{address_of(token, language)}/correct")
    browser.get(address_of("wrong", language), status=410)


def test_opening_uses_nothing_up(
    browse: Browse, token: str, member: Organisation, people: People
) -> None:
    for _visit in range(3):
        browse(None).get(address_of(token))
        browse(None).get(f"{address_of(token)}/correct")
        assert browse(None).client.head(address_of(token)).status_code == 200
    assert db.session.scalars(select(CheckLink.used_at)).one() is None
    assert member.checked_on is None


def test_all_is_right_confirms_for_the_organisation(
    browse: Browse, token: str, member: Organisation
) -> None:
    page = Page(browse(None).client.post(address_of(token), data={"version": member.version}))
    assert page.title == "Thank you"
    db.session.expire_all()
    assert (member.checked_on, member.checker) == (today(), member)


def test_only_what_was_shown_is_checked(browse: Browse, token: str, member: Organisation) -> None:
    browse(None).client.post(address_of(token), data={"version": member.version})
    db.session.expire_all()
    checked = {work.ref for work in member.interventions if work.checked_on}
    assert checked == {"w1"}


def test_a_link_works_once(browse: Browse, token: str, member: Organisation) -> None:
    sent = {"version": member.version}
    assert browse(None).client.post(address_of(token), data=sent).status_code == 200
    again = Page(browse(None).client.post(address_of(token), data=sent))
    assert (again.status, again.title) == (410, OVER)
    assert browse(None).get(f"{address_of(token)}/correct", status=410).title == OVER
    correction = browse(None).client.post(f"{address_of(token)}/correct", data=sent)
    assert correction.status_code == 410
    assert db.session.scalars(select(Proposal)).all() == []


def test_of_two_answers_at_once_one_counts(
    app: Flask, people: People, token: str, member: Organisation
) -> None:
    link = open_link(token, address="192.0.2.1")
    confirm_by_link(link, version=member.version)
    with pytest.raises(DeadLinkError):
        confirm_by_link(link, version=member.version)


def test_wrong_expired_and_used_links_get_one_answer(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    def text(of: str) -> str:
        return browse(None).get(address_of(of), status=410).text.replace(of, "")

    wrong = text("x" * len(token))
    browse(None).client.post(address_of(token), data={"version": member.version})
    used = text(token)
    expired_token = issue_link(member, actor=people.editor)
    link = db.session.scalars(select(CheckLink)).one()
    link.expires_at = now() - timedelta(seconds=1)
    db.session.commit()
    assert wrong == used == text(expired_token)


def test_a_new_link_makes_the_former_void(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    new = issue_link(member, actor=people.editor)
    browse(None).get(address_of(token), status=410)
    browse(None).get(address_of(new))


def test_the_token_is_long_and_only_its_hash_is_kept(token: str) -> None:
    assert len(token) >= 32
    kept = db.session.scalars(select(CheckLink)).one()
    assert token not in kept.token_hash
    assert len(kept.token_hash) == 64


def test_too_many_wrong_links_from_one_household_wait(
    app: Flask, browse: Browse, token: str
) -> None:
    browser = browse(None)
    for _guess in range(links.FAILURES_PER_HOUSEHOLD):
        browser.get(address_of("wrong"), status=410)
    assert browser.get(address_of("wrong"), status=429).title == "Please wait a little"
    with pytest.raises(TooManyAttemptsError):
        open_link("wrong", address="127.0.0.1")
    with pytest.raises(links.DeadLinkError):
        open_link("wrong", address="192.0.2.7")


def test_wrong_links_of_others_do_not_close_a_right_one(browse: Browse, token: str) -> None:
    browser = browse(None)
    for _guess in range(links.FAILURES_PER_HOUSEHOLD + 1):
        browser.client.get(address_of("wrong"))
    browser.get(address_of(token))


def test_a_link_that_is_over_is_no_guess(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    browser = browse(None)
    browser.client.post(address_of(token), data={"version": member.version})
    for _visit in range(links.FAILURES_PER_HOUSEHOLD + 2):
        browser.get(address_of(token), status=410)
    browser.get(address_of(issue_link(member, actor=people.editor)))


def test_no_way_of_opening_answers_for_anybody(
    browse: Browse, token: str, member: Organisation
) -> None:
    client, said = browse(None).client, f"version={member.version}&acronym=NEW&other=x"
    for address in (f"{address_of(token)}?{said}", f"{address_of(token)}/correct?{said}"):
        for way in ("GET", "HEAD", "OPTIONS"):
            preview = {"User-Agent": "WhatsApp/2.23.20.0", "X-HTTP-Method-Override": "POST"}
            assert client.open(address, method=way, headers=preview).status_code == 200
        for way in ("PUT", "PATCH", "DELETE"):
            assert client.open(address, method=way).status_code == 405
    db.session.expire_all()
    assert db.session.scalars(select(CheckLink.used_at)).one() is None
    assert (member.checked_on, db.session.scalars(select(Proposal)).all()) == (None, [])


def test_time_that_runs_out_while_she_reads_is_over_when_she_answers(
    browse: Browse, token: str, member: Organisation
) -> None:
    browse(None).get(address_of(token))
    db.session.scalars(select(CheckLink)).one().expires_at = now() - timedelta(seconds=1)
    db.session.commit()
    for address in (address_of(token), f"{address_of(token)}/correct"):
        sent = {"version": member.version, "acronym": "NEW", "name": member.name}
        assert browse(None).client.post(address, data=sent).status_code == 410
    db.session.expire_all()
    assert (member.checked_on, db.session.scalars(select(Proposal)).all()) == (None, [])


def test_wrong_answers_are_counted_as_wrong_links_are(browse: Browse, token: str) -> None:
    client = browse(None).client
    for _guess in range(links.FAILURES_PER_HOUSEHOLD):
        assert client.post(address_of("wrong"), data={"version": 1}).status_code == 410
    for address in (address_of("wrong"), f"{address_of('wrong')}/correct"):
        assert client.post(address, data={"version": 1}).status_code == 429


def test_a_right_link_is_opened_as_often_as_one_likes(browse: Browse, token: str) -> None:
    browser = browse(None)
    for _visit in range(links.FAILURES_PER_HOUSEHOLD + 2):
        browser.get(address_of(token))


def test_no_other_site_and_no_cache_learns_the_address(browse: Browse, token: str) -> None:
    for address in (address_of(token), f"{address_of(token)}/correct", address_of("wrong")):
        headers = browse(None).client.get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "ETag" not in headers


@pytest.mark.parametrize("hide", ["unlisted", "members", "archived", "draft"])
def test_a_sheet_that_is_not_public_has_no_link(
    browse: Browse, people: People, token: str, member: Organisation, hide: str
) -> None:
    member.is_unlisted = hide == "unlisted"
    member.visibility = Visibility.MEMBERS if hide == "members" else Visibility.PUBLIC
    member.status = {"archived": Status.ARCHIVED, "draft": Status.DRAFT}.get(hide, member.status)
    db.session.commit()
    page = browse(None).get(address_of(token), status=410)
    assert "Femmes debout" not in page.text
    with pytest.raises(InvalidError):
        issue_link(member, actor=people.editor)


def test_a_sheet_hidden_for_want_of_a_check_comes_back_by_its_link(
    browse: Browse, token: str, member: Organisation
) -> None:
    member.created_at = now() - timedelta(days=1000)
    db.session.commit()
    assert browse(None).status_of("/en/directory/olddf") == 404
    browse(None).client.post(address_of(token), data={"version": member.version})
    assert browse(None).status_of("/en/directory/olddf") == 200


def test_what_was_changed_meanwhile_is_shown_again_before_it_is_confirmed(
    browse: Browse, token: str, member: Organisation
) -> None:
    read = member.version
    member.name = "Femmes debout du Mali"
    db.session.commit()
    page = Page(browse(None).client.post(address_of(token), data={"version": read}))
    assert page.status == 409
    assert "Femmes debout du Mali" in page.text
    db.session.expire_all()
    assert member.checked_on is None
    sent = {"version": page.find("input", name="version").get("value")}
    assert browse(None).client.post(address_of(token), data=sent).status_code == 200


def test_corrections_wait_for_the_network(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    form = f"{address_of(token)}/correct"
    sent = answers(
        browse(None).get(form),
        name="Femmes debout du Mali",
        mission="Listening, and more",
        founded="12/05/2011",
        other="We have moved to San.",
        **{
            name_of(Contact, "c1", "answer"): "replace",
            name_of(Contact, "c1", "value"): "+223 76 11 11 11",
            name_of(Contact, "c2", "answer"): "remove",
            name_of(Intervention, "w1", "answer"): "finished",
        },
    )
    assert Page(browse(None).client.post(form, data=sent)).title == "Thank you"
    db.session.expire_all()
    assert (member.name, member.checked_on) == ("Femmes debout", None)
    proposal = waiting()
    assert (proposal.author_id, proposal.note) == (None, "We have moved to San.")
    accept_proposal(proposal, actor=people.editor)
    assert (member.name, member.founded) == ("Femmes debout du Mali", "2011-05-12")
    assert member.missions == {"en": "Listening, and more"}
    assert [(one.value, one.consented_on) for one in member.contacts] == [("+223 76 11 11 11", "")]
    works = {work.ref: work.status for work in member.interventions}
    assert works["w1"] is WorkStatus.FINISHED
    assert works["w3"] is WorkStatus.UNDER_WAY


def test_words_alone_are_a_correction(browse: Browse, people: People, token: str) -> None:
    form = f"{address_of(token)}/correct"
    words = {name_of(Intervention, "w1", "words"): "Now in three villages"}
    sent = answers(browse(None).get(form), **words)
    assert browse(None).client.post(form, data=sent).status_code == 200
    assert waiting().changes == {}
    assert "Now in three villages" in waiting().note
    accept_proposal(waiting(), actor=people.editor)


def test_a_contact_can_be_added_and_a_work_removed(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    form = f"{address_of(token)}/correct"
    sent = answers(
        browse(None).get(form),
        **{
            "new-kind": "whatsapp",
            "new-value": "+223 66 00 00 00",
            "new-agreed": "y",
            name_of(Intervention, "w1", "answer"): "remove",
        },
    )
    assert browse(None).client.post(form, data=sent).status_code == 200
    accept_proposal(waiting(), actor=people.editor)
    added = member.contacts[-1]
    assert (added.kind, added.visibility) == (ContactKind.WHATSAPP, Visibility.PUBLIC)
    assert added.consented_on == today().isoformat()
    assert {work.ref for work in member.interventions} == {"w2", "w3"}


def test_a_form_with_nothing_changed_or_not_said_is_shown_again(browse: Browse, token: str) -> None:
    form = f"{address_of(token)}/correct"
    untouched = answers(browse(None).get(form))
    assert browse(None).client.post(form, data=untouched).status_code == 422
    changed = {**untouched, name_of(Intervention, "w1", "answer"): "changed"}
    page = Page(browse(None).client.post(form, data=changed))
    assert page.status == 422
    assert "Write in a few words what has changed." in page.text
    browse(None).get(address_of(token))


HOSTILE = [
    {"name": ""},
    {"name": "x" * 301},
    {"founded": "sometime"},
    {"founded": "٢٠١١-99"},
    {"links": "javascript:alert(1)"},
    {"links": "http://[" + "x" * 400},
    {"mission": "x" * 5_001},
    {"other": "x" * 1_001},
    {"new-value": "call me", "new-kind": "phone"},
    {"new-value": "x", "new-kind": "<nothing>"},
]


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: next(iter(said)))
def test_bad_answers_are_told_and_nothing_is_lost(
    browse: Browse, token: str, said: dict[str, str]
) -> None:
    form = f"{address_of(token)}/correct"
    sent = answers(browse(None).get(form), acronym="NEW", **said)
    page = Page(browse(None).client.post(form, data=sent))
    assert page.status == 422
    assert page.find("input", name="acronym").get("value") == "NEW"
    assert db.session.scalars(select(Proposal)).all() == []
    browse(None).get(address_of(token))


def test_words_are_kept_when_the_link_is_over_or_must_wait(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    form = f"{address_of(token)}/correct"
    client, words = browse(None).client, "We moved « to » Bla.\nIn May."
    sent = answers(browse(None).get(form), other=words)
    for _guess in range(links.FAILURES_PER_HOUSEHOLD):
        client.post(address_of("wrong"), data={"version": 1})
    page = Page(client.post(f"{address_of('wrong')}/correct", data=sent))
    assert (page.status, page.find("textarea", name="other").text) == (429, words)
    db.session.query(LoginFailure).delete()
    links.revoke_link(member, actor=people.editor)
    page = Page(client.post(form, data=sent))
    assert page.status == 410
    assert words in [field.text for field in page.find_all("textarea", readonly="")]


def test_words_about_what_was_removed_meanwhile_are_kept(
    browse: Browse, token: str, member: Organisation
) -> None:
    form = f"{address_of(token)}/correct"
    words = "It goes on « under another name »."
    sent = answers(browse(None).get(form), **{name_of(Intervention, "w1", "words"): words})
    member.interventions = [work for work in member.interventions if work.ref != "w1"]
    member.acronym = "NEW"
    db.session.commit()
    page = Page(browse(None).client.post(form, data=sent))
    assert page.status == 422
    assert words in [field.text for field in page.find_all("textarea", readonly="")]


def test_answers_reach_no_further_than_the_form(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    other = people.organisation
    other.contacts.append(Contact(ref="x1", kind=ContactKind.PHONE, value="+223 99 99 99 99"))
    db.session.commit()
    form = f"{address_of(token)}/correct"
    sent = answers(
        browse(None).get(form),
        kind="network",
        is_unlisted="1",
        visibility="organisation",
        acronym="NEW\x00\u202e",
        **{
            name_of(Contact, "x1", "answer"): "remove",
            name_of(Intervention, "w3", "answer"): "remove",
            name_of(Contact, "c1", "answer"): "<script>",
            name_of(Contact, "c1", "value"): NUMBER,
        },
    )
    assert browse(None).client.post(form, data=sent).status_code == 200
    assert set(waiting().changes) <= {"acronym", "contacts/c1"}
    assert waiting().changes["acronym"] == ["OLDDF", "NEW"]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_strange_version_confirms_nothing(
    browse: Browse, token: str, member: Organisation, version: str
) -> None:
    status = browse(None).client.post(address_of(token), data={"version": version}).status_code
    assert status == 409
    db.session.expire_all()
    assert member.checked_on is None


def test_an_answer_is_no_place_for_large_bodies(browse: Browse, token: str) -> None:
    for address in (address_of(token), f"{address_of(token)}/correct", address_of("wrong")):
        answer = browse(None).client.post(address, data={"other": "x" * 500_001})
        assert answer.status_code == 413


def test_strange_tokens_are_only_wrong(browse: Browse) -> None:
    for token in ("%00", "é" * 50, "x" * 3_000, "..%5c..", "'--"):
        assert browse(None).status_of(address_of(token)) in {404, 410}


def test_the_link_looks_at_no_session(browse: Browse, people: People, token: str) -> None:
    text = browse(people.administrator).get(address_of(token)).text
    assert "A shelter" not in text
    assert NUMBER not in text


def test_reviewers_make_links_and_nobody_else(people: People, member: Organisation) -> None:
    her = make_user("her", RoleName.EDITOR, member)
    issue_link(member, actor=people.administrator)
    for person in (her, people.contributor, people.stranger):
        with pytest.raises(NotAllowedError):
            issue_link(member, actor=person)


def test_the_desk_shows_a_link_once_with_messages_in_each_language(
    browse: Browse, people: People, member: Organisation
) -> None:
    browser = browse(people.editor)
    page = Page(browser.post(f"/en/desk/checks/{member.id}/link", on="/en/desk/checks/"))
    texts = [field.text or "" for field in page.root.iter("textarea")]
    tokens = {found for text in texts for found in re.findall(r"/check/([\w-]+)", text)}
    assert len(texts) == 3
    assert len(tokens) == 1
    for language, text in zip(("fr", "en", "ar"), texts, strict=True):
        assert f"http://localhost/{language}/check/" in text
    links = [one.get("href") for one in page.find_all("a") if one.get("id") != "exit"]
    schemes = {link.partition(":")[0] for link in links if ":" in link}
    assert schemes == {"whatsapp", "sms", "mailto"}
    chat = next(link for link in page.links() if link.startswith("whatsapp://send?phone="))
    assert "phone=22370000012&" in chat
    assert texts[0].strip() in unquote(chat)
    browse(None).get(address_of(tokens.pop()))
    assert "/check/" not in browser.get("/en/desk/checks/").text


def test_a_link_sent_to_the_wrong_person_is_made_void(
    browse: Browse, people: People, token: str, member: Organisation
) -> None:
    revoke = f"/en/desk/checks/{member.id}/link/revoke"
    stranger = browse(people.stranger)
    assert stranger.post(revoke, on="/en/desk/checks/").status_code == 404
    browse(None).get(address_of(token))
    assert browse(people.editor).post(revoke, on="/en/desk/checks/").status_code == 303
    browse(None).get(address_of(token), status=410)


def test_making_a_link_is_for_signed_in_reviewers_with_a_token(
    browse: Browse, people: People, member: Organisation
) -> None:
    address = f"/en/desk/checks/{member.id}/link"
    assert browse(None).client.post(address).status_code == 302  # no form, nothing to keep
    assert browse(people.editor).client.post(address).status_code == 400
    for person in (people.contributor, people.stranger):
        assert browse(person).post(address, on="/en/desk/checks/").status_code == 404
    assert browse(people.editor).status_of(address) == 405
    missing = browse(people.editor).post("/en/desk/checks/99999/link", on="/en/desk/checks/")
    assert missing.status_code == 404
    assert db.session.scalars(select(CheckLink)).all() == []
