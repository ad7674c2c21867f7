"""Makers of the rows that tests need, through the services where there is one."""

import wave
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import current_app
from flask_migrate import stamp

from portal.auth.models import RoleName, User
from portal.auth.services import create_user, grant_role
from portal.content.lifecycle import Action
from portal.content.models import Status
from portal.directory.models import (
    Intervention,
    Membership,
    Organisation,
    OrganisationKind,
    Proposal,
)
from portal.directory.services import save_sheet
from portal.directory.values import SheetValues, values_of
from portal.directory.writing import record_change, write_sheet
from portal.extensions import adopt_folder, db
from portal.helplines.models import Helpline
from portal.helplines.services import add_helpline
from portal.helplines.values import HelplineValues
from portal.library.consents import ConsentValues, confirm_consent
from portal.library.models import Consent, ConsentKind, Item, ItemKind, Rights
from portal.library.services import create_item, take_step
from portal.library.values import ItemValues
from portal.media.models import File, Purpose, Rendition
from portal.vocabulary.models import Domain, Place, PlaceKind
from portal.vocabulary.places import load_places

PASSWORD = "a long enough password"
DEMO_PASSWORD = "a password for journeys"


def make_site() -> None:
    """Make the tables of a site, as `portal setup` leaves them, without running migrations."""
    db.create_all()
    stamp(directory=current_app.extensions["migrate"].directory)
    adopt_folder(current_app.extensions["settings"].data_dir)


def make_organisation(slug: str = "rejefpo", **values: Any) -> Organisation:
    """An organisation as the desk writes it, published unless told otherwise."""
    status = values.pop("status", Status.PUBLISHED)
    organisation = Organisation(slug=slug, status=status)
    defaults = {
        "kind": OrganisationKind.NETWORK,
        "name": f"Organisation {slug}",
        "acronym": slug.upper(),
    }
    write_sheet(organisation, SheetValues(**{**defaults, **values}), load_places())
    db.session.add(organisation)
    db.session.commit()
    return organisation


def make_member(network: Organisation, **values: Any) -> Organisation:
    """A published association that belongs to the network."""
    member = make_organisation("olddf", **{"kind": OrganisationKind.ASSOCIATION, **values})
    member.memberships.append(Membership(ref="m1", network_id=network.id))
    db.session.commit()
    return member


def propose_change(sheet: Organisation, author: User, **changes: Any) -> Proposal:
    """What somebody who does not decide on a sheet wants to change in it."""
    values = replace(values_of(sheet), **changes)
    proposal = save_sheet(sheet, values, author=author, version=sheet.version).proposal
    assert proposal is not None
    return proposal


def fill_sheet(organisation: Organisation, **values: Any) -> Organisation:
    """Write values into the sheet of an organisation, as those who decide on it."""
    write_sheet(organisation, replace(values_of(organisation), **values), load_places())
    record_change(organisation, author=None, action=Action.EDIT)
    db.session.commit()
    return organisation


def add_work(organisation: Organisation, domain: str, place: str, **values: Any) -> Intervention:
    """What an organisation does where; domain and place by slug."""
    (domain_id,), (place_id,) = ids_of(Domain, (domain,)), ids_of(Place, (place,))
    work = Intervention(
        ref=f"{organisation.slug}-{domain}-{place}",
        organisation_id=organisation.id,
        domain_id=domain_id,
        place_id=place_id,
        shown_place_id=place_id,
        **values,
    )
    db.session.add(work)
    db.session.commit()
    return work


def add_place(slug: str, kind: PlaceKind, parent: str) -> Place:
    """A place below the regions, as an administrator may add it."""
    (parent_id,) = ids_of(Place, (parent,))
    labels = dict.fromkeys(("fr", "en", "ar"), slug.title())
    place = Place(slug=slug, kind=kind, parent_id=parent_id, labels=labels, position=99)
    db.session.add(place)
    db.session.commit()
    return place


def make_user(login: str, role: RoleName | None, organisation: Organisation | None = None) -> User:
    user = create_user(login, name=login.title(), password=PASSWORD)
    if role:
        grant_role(user, role, organisation.id if organisation else None)
    return user


def make_helpline(actor: User, *, country: str = "mali", **values: Any) -> Helpline:
    """A number that an administrator added and nobody has called yet."""
    (country_id,) = ids_of(Place, (country,))
    defaults = {"number": "80 00 00 01", "names": {"fr": "Police"}, "country_id": country_id}
    return add_helpline(HelplineValues(**{**defaults, **values}), actor=actor)


def make_item(author: User, owner: Organisation | None, **values: Any) -> Item:
    """A draft of `owner`; domains and places by slug."""
    known = {
        "domain_ids": ids_of(Domain, values.pop("domains", ())),
        "place_ids": ids_of(Place, values.pop("places", ())),
        "organisation_ids": (owner.id,) if owner else (),
    }
    defaults = {
        "kind": ItemKind.DOCUMENT,
        "title": "Note de plaidoyer",
        "rights": Rights.UNKNOWN,
        **known,
    }
    return create_item(
        ItemValues(owner_id=owner.id if owner else None, **{**defaults, **values}), author=author
    )


def publish(item: Item, editor: User) -> Item:
    return take_step(item, Action.PUBLISH, actor=editor)


def give_clean_copy(file: File) -> File:
    """What the worker does for a file that has nothing to clean."""
    made = Rendition(purpose=Purpose.CLEAN, sha256=file.sha256, size=file.size, format=file.format)
    file.renditions.append(made)
    db.session.commit()
    return file


def agree(file: File, author: User, **values: Any) -> Consent:
    """Somebody said who can be recognised: nobody, unless told otherwise."""
    evidence = values.pop("evidence", None)
    said = ConsentValues(**{"kind": ConsentKind.NOBODY, **values})
    return confirm_consent(file, said, author=author, evidence=evidence)


def silence(frames: int = 800) -> BytesIO:
    """A sound of a tenth of a second in which nothing is heard.

    Another length is another file: the same bytes sent twice to a record are one.
    """
    stream = BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(b"\x80" * frames)
    return BytesIO(stream.getvalue())


def ids_of(model: type[Domain | Place], slugs: tuple[str, ...]) -> tuple[int, ...]:
    rows = db.session.query(model).filter(model.slug.in_(slugs)).all()
    assert len(rows) == len(slugs)
    return tuple(sorted(row.id for row in rows))
