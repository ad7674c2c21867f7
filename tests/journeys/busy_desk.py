"""A desk at work, so that its pages have content: changes, likely twins and tables wait on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

from flask_babel import force_locale
from PIL import Image

from portal import create_app
from portal.auth.models import User
from portal.auth.queries import get_user
from portal.config import Settings
from portal.directory.changes import diff
from portal.directory.exchange.models import ImportState
from portal.directory.loading import load_table, take_step
from portal.directory.logos import set_logo
from portal.directory.models import ContactKind, Organisation, OrganisationKind, Proposal
from portal.directory.proposals import propose, refuse_proposal
from portal.directory.queries import get_known_organisation
from portal.directory.services import create_sheet, save_sheet
from portal.directory.values import ContactValues, SheetValues, values_of
from portal.extensions import db
from portal.media.tasks import process
from portal.vocabulary.gazetteer import PlaceValues, add_place
from portal.vocabulary.models import Place, PlaceKind

MOST_WORK = "demo-toit-nuages"
PROPOSED_TO = "demo-tamarinier"
TABLES = {
    "checked": "organisation,domain,place,start\n" + "Réseau,eau,nulle part,demain\n" * 12,
    "done": "slug,name,acronym\n{slug},Marraines du Tamarinier bleu,MTB\n",
    "undone": "slug,name,founded\n{slug},Marraines du Tamarinier bleu,2019\n",
}


def busy_desk(data_dir: Path) -> dict[str, int]:
    """Fill the desk of a site with the demonstration; return the numbers its addresses need."""
    with signed_in(data_dir, "administrator") as administrator:
        sheet, original = get_known_organisation(MOST_WORK), get_known_organisation(PROPOSED_TO)
        twin, namesake = draft_twins(administrator)
        give_logo(sheet, administrator)
        numbers = {
            "sheet": sheet.id,
            "original": original.id,
            "twin": twin.id,
            "namesake": namesake.id,
            "overtaken": overtake_proposal(original, administrator).id,
            "refused": refuse(propose_year(sheet, "1997"), administrator).id,
            "plain": propose_year(original, "2003").id,
        }
        return numbers | add_cercle() | bring_tables(data_dir, twin.slug)


@contextmanager
def signed_in(data_dir: Path, login: str) -> Iterator[User]:
    """Act as a person of the site, in French."""
    app = create_app(Settings(data_dir=data_dir))
    with app.app_context(), force_locale("fr"):
        yield get_user(login)
        db.session.remove()
        db.engine.dispose()


def draft_twins(author: User) -> tuple[Organisation, Organisation]:
    """Write twice of an organisation that is there already, once with all that a sheet holds."""
    name = "Marraines du Tamarinier bleu"
    contact = ContactValues(ref="telephone", kind=ContactKind.PHONE, value="+223 00 00 00 00")
    association = partial(SheetValues, kind=OrganisationKind.ASSOCIATION)
    twin = association(
        name=name,
        aliases=("Les marraines",),
        translations={"en": "Godmothers of the blue tamarind", "ar": "عرّابات التمر الهندي"},
        missions={"fr": "Une aînée pour chaque débutante."},
        links=("https://example.org/une-adresse-assez-longue-pour-un-petit-ecran",),
        contacts=(contact,),
    )
    namesake = association(name=f"{name} de Koulikoro", acronym="MTBK", founded="2019")
    return create_sheet(twin, author=author), create_sheet(namesake, author=author)


def give_logo(organisation: Organisation, author: User) -> None:
    """Send a picture, and have it cleaned."""
    picture = BytesIO()
    Image.new("RGB", (300, 200), "indigo").save(picture, "PNG")
    picture.seek(0)
    process(set_logo(organisation, picture, name="logo.png", author=author).id)


def overtake_proposal(organisation: Organisation, author: User) -> Proposal:
    """Change a sheet where a proposal wants to change it too."""
    values = replace(values_of(organisation), missions={"fr": "Une aînée pour chaque débutante."})
    save_sheet(organisation, values, author=author, version=organisation.version)
    return db.session.query(Proposal).filter_by(organisation_id=organisation.id).one()


def propose_year(organisation: Organisation, year: str) -> Proposal:
    """Propose, by a link, since when there is an organisation."""
    values = values_of(organisation)
    changes = diff(values.snapshot(), replace(values, founded=year).snapshot())
    return propose(organisation, changes, author=None)


def refuse(proposal: Proposal, actor: User) -> Proposal:
    """Say no, and why."""
    refuse_proposal(proposal, actor=actor, reason="Le récépissé dit 1998.")
    return proposal


def add_cercle() -> dict[str, int]:
    """Add a place of the kind that the site does not bring."""
    region = db.session.query(Place).filter_by(slug="segou").one()
    labels = {"fr": "Bla", "en": "Bla", "ar": "بلا"}
    values = PlaceValues(kind=PlaceKind.CERCLE, parent_id=region.id, labels=labels)
    return {"region": region.id, "place": add_place(values).id}


def bring_tables(folder: Path, slug: str) -> dict[str, int]:
    """Bring a table whose every line is refused, one that is written, and one that is undone."""
    for name, content in TABLES.items():
        (folder / f"{name}.csv").write_text(content.format(slug=slug), encoding="utf-8")
    checked = load_table(folder / "checked.csv", dry_run=True).id
    undone = take_step(load_table(folder / "undone.csv").id, ImportState.UNDOING).id
    return {"checked": checked, "undone": undone, "done": load_table(folder / "done.csv").id}
