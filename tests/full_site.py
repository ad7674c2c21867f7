"""A site with one of everything, so that every form of it can be opened, filled.

It is built without the worker: copies stand as the worker leaves them.
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from flask_babel import force_locale
from PIL import Image

from portal.auth.models import RoleName, User
from portal.auth.queries import get_user
from portal.content.lifecycle import Action
from portal.content.models import Status, Visibility
from portal.directory.checks.links import issue_link
from portal.directory.loading import load_table
from portal.directory.logos import set_logo
from portal.directory.merging.judging import judge_different
from portal.directory.models import (
    ContactKind,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Qualifier,
    WorkStatus,
)
from portal.directory.queries import get_known_organisation
from portal.directory.values import (
    ContactValues,
    InterventionValues,
    MembershipValues,
    new_ref,
)
from portal.extensions import db, now, today
from portal.helplines.models import Audience, Cost
from portal.helplines.services import confirm_call
from portal.library.attachments import attach_file
from portal.library.consents import withdraw_consent
from portal.library.models import (
    ConsentKind,
    ContributorRole,
    Item,
    ItemKind,
    ItemOrganisation,
    OrganisationRole,
    Rights,
)
from portal.library.services import take_step
from portal.library.transcripts.services import save_transcript
from portal.media.models import File, FileState
from portal.search.models import SynonymSet
from portal.transcripts.models import TranscriptKind
from portal.transcripts.reading import read_text
from portal.uploads.models import Upload, UploadState
from portal.vocabulary.models import Domain, Place, PlaceKind
from tests.factories import (
    agree,
    fill_sheet,
    give_clean_copy,
    ids_of,
    make_helpline,
    make_item,
    make_organisation,
    make_user,
    propose_change,
    silence,
)
from tests.journeys.busy_desk import (
    add_cercle,
    bring_tables,
    draft_twins,
    overtake_proposal,
    propose_year,
    refuse,
)

STEPS = {
    Status.DRAFT: (),
    Status.SUBMITTED: (Action.SUBMIT,),
    Status.PUBLISHED: (Action.PUBLISH,),
    Status.ARCHIVED: (Action.PUBLISH, Action.ARCHIVE),
}
SAID = "[0:01.250-0:03.500] Awa: Bonjour à toutes.\n[0:07] Fanta: Voici la première question."
CHAPTERS = "[0:00] Ouverture\n[0:07] Les questions"
CONTACTS = {
    ContactKind.PHONE: "+223 00 00 00 01",
    ContactKind.WHATSAPP: "+223 00 00 00 02",
    ContactKind.EMAIL: "potieres@example.org",
    ContactKind.POST: "+223 00 00 00 03",
}


@dataclass(frozen=True)
class Secrets:
    """Parts of addresses that no row holds: the token of a link to check a page."""

    link: str


@dataclass(frozen=True)
class FullSite:
    """The data folder of the site, to be copied before anything is changed, and its secrets."""

    folder: Path
    secrets: Secrets


def make_full_site(folder: Path) -> Secrets:
    """Fill the site of the application in context; `folder` keeps the tables it imports."""
    with force_locale("fr"):
        administrator, ours = get_user("administrator"), get_known_organisation("rejefpo")
        second = make_organisation("second", name="Second réseau", acronym="SR")
        public = make_organisations(ours, second)
        make_items(ours, second)
        make_uploads(administrator)
        make_proposals(public, administrator)
        make_logo(ours, administrator)
        damaged = make_logo(public, administrator)
        damaged.state, damaged.failure = FileState.FAILED, "damaged"
        db.session.add(SynonymSet(expressions=["VBG", "violences basées sur le genre"]))
        make_helplines(administrator)
        fill_place(db.session.get_one(Place, add_cercle()["place"]))
        twin, namesake = draft_twins(administrator)
        judge_different(namesake, second, actor=administrator)
        secrets = Secrets(link=issue_link(public, actor=administrator))
        bring_tables(folder, twin.slug)  # in the end: the worker's session is another
        load_table(folder / "done.csv", dry_run=True)
        return secrets


def make_organisations(ours: Organisation, second: Organisation) -> Organisation:
    """Write an organisation with every field filled in each status; return the public one."""
    made = {}
    for status in STEPS:
        organisation = make_organisation(
            f"full-{status.value}",
            status=status,
            name=f"Potières de Kalabougou, {status.value}",
            kind=OrganisationKind.ASSOCIATION,
            acronym=f"PK{status.value[0].upper()}",
        )
        networks = (ours, second) if status in {Status.DRAFT, Status.PUBLISHED} else ()
        made[status] = fill_organisation(organisation, networks)
    make_user("member", RoleName.EDITOR, made[Status.PUBLISHED])
    return made[Status.PUBLISHED]


def fill_organisation(
    organisation: Organisation, networks: tuple[Organisation, ...]
) -> Organisation:
    """Fill every field; where there are networks, with all rows that a sheet may have."""
    is_draft = organisation.status is Status.DRAFT
    return fill_sheet(
        organisation,
        language_code="bam",
        expansion="Association des potières et des teinturières",
        translations={"en": "Potters' association", "ar": "جمعية الخزافات"},
        aliases=("Les potières", "Bogo dilanbagaw"),
        legal_form="Association, récépissé 12",
        founded="2011-05-12",
        missions={"fr": "Vivre de la terre.\nEnsemble.", "bm": "Ka balo bɔgɔ la."},
        links=("https://example.org/potieres", "https://example.org/teintures"),
        language_codes=("bam", "fra"),
        seat_id=ids_of(Place, ("segou",))[0],
        seat_level=PlaceKind.REGION,
        visibility=Visibility.MEMBERS if is_draft else Visibility.PUBLIC,
        is_unlisted=is_draft,
        memberships=tuple(
            MembershipValues(
                ref=new_ref(),
                network_id=network.id,
                role=MembershipRole.FOUNDER,
                start="2015-03",
                end="" if position == 0 else "2019-11-30",
            )
            for position, network in enumerate(networks)
        ),
        contacts=()
        if not networks
        else tuple(
            ContactValues(
                ref=new_ref(),
                position=position,
                kind=kind,
                value=value,
                label="Le matin",
                visibility=Visibility.PUBLIC if position % 2 else Visibility.MEMBERS,
                consented_on="2024-06-01",
            )
            for position, (kind, value) in enumerate(CONTACTS.items())
        ),
        interventions=()
        if not networks
        else (
            describe_work(status=WorkStatus.FINISHED, start="2019-02", end="2020-06-30"),
            describe_work(status=WorkStatus.UNDER_WAY, start="2021", visibility=Visibility.MEMBERS),
            describe_work(status=WorkStatus.UNDER_WAY, start="2022"),
        ),
    )


def describe_work(**values: object) -> InterventionValues:
    """Return work with every field filled."""
    (domain_id,), (place_id,) = ids_of(Domain, ("vbg",)), ids_of(Place, ("segou",))
    said = {
        "domain_id": domain_id,
        "place_id": place_id,
        "place_level": PlaceKind.REGION,
        "description": "Des veillées où l'on parle.",
        "programme": "Voix des femmes",
        "source": "Rapport annuel 2020",
        "qualifier": Qualifier.MORE_THAN,
        "reached": 1200,
        "reached_women": 700,
        "reached_girls": 400,
    }
    return InterventionValues(ref=new_ref(), **{**said, **values})


def make_helplines(administrator: User) -> None:
    """Add a number with every field filled that was called, and one before it that was not."""
    make_helpline(administrator, number="80 00 00 01")
    full = make_helpline(
        administrator,
        number="80 00 00 02",
        names={"fr": "Écoute", "en": "Listening", "ar": "إصغاء"},
        hours={"fr": "De 8 h à 20 h", "en": "8:00 to 20:00", "ar": "من 8 إلى 20"},
        notes={"fr": "Gratuit.", "en": "Free.", "ar": "مجاني."},
        is_always_open=True,
        cost=Cost.FREE,
        audience=Audience.WOMEN,
        language_codes=("bam", "fra"),
    )
    confirm_call(full, actor=administrator)


def make_items(ours: Organisation, second: Organisation) -> None:
    """Write a record with every field filled, and files in every state, in each status."""
    contributor, editor = get_user("contributor"), get_user("editor")
    unlisted = make_organisation("unlisted", name="Une alliée discrète", is_unlisted=True)
    publishers = (second, get_known_organisation("other"), unlisted)
    for status, steps in STEPS.items():
        item = make_item(
            contributor,
            ours,
            kind=ItemKind.RECORDING,
            title=f"Paroles de potières, {status.value}",
            summary="Ce qu'elles demandent.",
            body="## Un four collectif\n\n- de l'argile\n- du bois\n\nEt du temps.",
            language_code="bam",
            date="2023-05-12",
            rights=Rights.CC_BY_SA,
            visibility=Visibility.MEMBERS,
            domains=("vbg", "ssr"),
            places=("segou", "mali"),
            contributors=(("Awa", ContributorRole.SPEAKER), ("Fanta", ContributorRole.INTERVIEWER)),
        )
        # As an administrator sets it: one of the publishers is unknown to the editors.
        item.item_organisations += [
            *(ItemOrganisation(organisation=one) for one in publishers),
            ItemOrganisation(organisation=second, role=OrganisationRole.PARTNER),
            ItemOrganisation(
                organisation=get_known_organisation("other"), role=OrganisationRole.SPEAKER
            ),
            ItemOrganisation(organisation=unlisted, role=OrganisationRole.FUNDER),
        ]
        db.session.commit()
        make_recording(item, contributor)
        for step in steps:
            take_step(item, step, actor=editor)
        if status is not Status.ARCHIVED:
            make_files(item, contributor)


def make_files(item: Item, author: User) -> None:
    """Attach files that failed, that were taken back, and whose copies were removed."""
    failed = attach_file(item, silence(810), name="abîmé.wav", author=author)
    failed.state, failed.failure = FileState.FAILED, "damaged"
    agree(failed, author)
    withdrawn = attach_file(item, silence(820), name="retiré.wav", author=author)
    agree(withdrawn, author)
    withdraw_consent(withdrawn, actor=author, reason="Elle l'a demandé.")
    gone = attach_file(item, silence(830), name="sans copie.wav", author=author)
    agree(gone, author)
    gone.state = FileState.WITHDRAWN
    db.session.commit()


def make_recording(item: Item, author: User) -> File:
    """Attach a recording with its copy, an agreement that has an end, words and chapters."""
    file = attach_file(item, silence(), name="paroles.wav", author=author)
    file.duration, file.state = 1620, FileState.DONE
    give_clean_copy(file)
    agree(
        file,
        author,
        kind=ConsentKind.WRITTEN,
        audience=Visibility.MEMBERS,
        until=today() + timedelta(days=400),
        note="Le papier est au bureau.",
    )
    file.state = FileState.DONE
    for kind, text in ((TranscriptKind.WORDS, SAID), (TranscriptKind.CHAPTERS, CHAPTERS)):
        lines = read_text(text, kind=kind, duration=None)
        save_transcript(file, kind, "bam", lines, version=None, author=author)
    return file


def make_uploads(*more: User) -> None:
    """Begin an upload of each state for each of the people who send files."""
    item = db.session.query(Item).filter_by(title="Paroles de potières, draft").one()
    for user in (get_user("contributor"), get_user("editor"), *more):
        for state in UploadState:
            db.session.add(
                Upload(
                    nonce=f"{user.id:016x}",
                    user_id=user.id,
                    destination="item",
                    record_id=item.id,
                    name=f"{state.value}.wav",
                    size=1_000,
                    state=state,
                    problem="gone" if state is UploadState.REFUSED else "",
                    expires_at=now() + timedelta(days=3),
                )
            )
    db.session.commit()


def make_proposals(public: Organisation, administrator: User) -> None:
    """Propose changes: by a person, by a link, one that is refused, and one that is overtaken."""
    ours, contributor = get_known_organisation("rejefpo"), get_user("contributor")
    propose_change(ours, contributor, missions={"fr": "Une mission proposée."})
    overtake_proposal(ours, administrator)
    propose_change(ours, contributor, founded="1998")
    propose_change(public, get_user("member"), legal_form="Coopérative")
    propose_year(ours, "1997")
    refuse(propose_year(ours, "1996"), administrator)


def fill_place(place: Place) -> None:
    """Give a place other names and its codes."""
    place.aliases, place.codes = ["Bla-ville"], {"ocha-pcode": "ML0401", "ml-instat": "0401"}
    db.session.commit()


def make_logo(organisation: Organisation, author: User) -> File:
    """Give an organisation a logo that was cleaned."""
    picture = BytesIO()
    Image.new("RGB", (30, 20), "indigo").save(picture, "PNG")
    picture.seek(0)
    file = give_clean_copy(set_logo(organisation, picture, name="logo.png", author=author))
    file.state = FileState.DONE
    return file
