"""The addresses of every page, with the numbers and slugs that a demonstration site fills in."""

from typing import NamedTuple


class Answer(NamedTuple):
    """What is written into a form of a page before it is sent."""

    address: str
    form: str
    words: dict[str, str]


WIDE_OTHERWISE = {"table", "map", "gaps", "two sheets side by side", "changed meanwhile"}

PUBLIC = {
    "home": "/{language}/",
    "list": "/{language}/library/",
    "results": "/{language}/library/?q=femmes&kind=document",
    "nothing found": "/{language}/library/?q=zzzzqqq",
    "item": "/{language}/library/{guide}",
    "recording": "/{language}/library/{recording}",
    "moment": "/{language}/library/{recording}?t=12",
    "words": "/{language}/library/{recording}/transcript",
    "reading": "/{language}/library/{guide}/read",
    "search": "/{language}/search?q=femmes",
    "some of the words": "/{language}/search?q=violence+qqqqzzzz",
    "some of the words in the library": "/{language}/library/?q=violence+qqqqzzzz",
    "some of the words in the directory": "/{language}/directory/?q=violence+qqqqzzzz",
    "corrected words": "/{language}/search?q=excission",
    "corrected words in the library": "/{language}/library/?q=excission",
    "corrected words in the directory": "/{language}/directory/?q=excission",
    "search for a name": "/{language}/search?q=CECI",
    "nothing found but near": "/{language}/search?q=%22excission%22",
    "search among organisations": "/{language}/search?q=femmes&in=organisation",
    "search without answer": "/{language}/search?q=zzzzqqq",
    "search without words": "/{language}/search",
    "directory": "/{language}/directory/",
    "refined directory": "/{language}/directory/?domain=vbg&place=segou&all=place",
    "nobody found": "/{language}/directory/?q=zzzzqqq&kind=funder",
    "organisation": "/{language}/directory/rejefpo",
    "organisation with a logo": "/{language}/directory/demo-toit-nuages",
    "network with a whole sheet": "/{language}/directory/demo-baobab-bleu",
    "contacts": "/{language}/directory/demo-baobab-bleu/contacts",
    "map": "/{language}/directory/map",
    "map of a domain": "/{language}/directory/map?domain=vbg&kind=network&kind=association&q=eau",
    "table": "/{language}/directory/matrix",
    "table of nobody": "/{language}/directory/matrix?q=zzzzqqq",
    "gaps": "/{language}/directory/gaps",
    "gaps of a domain": "/{language}/directory/gaps?domain=vbg",
    "domain": "/{language}/domains/vbg",
    "place": "/{language}/places/segou",
    "country": "/{language}/places/mali",
    "in danger": "/{language}/in-danger",
    "question of somebody in danger": "/{language}/search?q=police",
    "code": "/{language}/uploads/code",
    "login": "/{language}/login",
    "signed out": "/{language}/logout",
    "link that is over": "/{language}/check/nothing",
    "error": "/{language}/nowhere",
}

ITEM = "/{language}/desk/items/{item}"
FILE = f"{ITEM}/files/{{file}}"
SHEETS = "/{language}/desk/organisations"
SHEET = f"{SHEETS}/{{sheet}}"
PLACES = "/{language}/desk/places"
IMPORTS = "/{language}/desk/imports"
DESK = {
    "desk": "/{language}/desk/?status=published",
    "record": "/{language}/desk/items/1",
    "new record": "/{language}/desk/items/new",
    "record that is changed": f"{ITEM}/edit",
    "record of a file": ITEM,
    "name of a file": f"{FILE}/name",
    "agreement": f"{FILE}/consent",
    "taking back": f"{FILE}/withdraw",
    "erasing": f"{FILE}/erase",
    "typed words": f"{FILE}/transcript/",
    "new words": f"{FILE}/transcript/bam/words",
    "synonyms": "/{language}/desk/synonyms/",
    "set of synonyms": "/{language}/desk/synonyms/1",
    "uploads": "/{language}/desk/uploads/",
    "sheets": f"{SHEETS}/",
    "no sheets": f"{SHEETS}/?q=zzzzqqq&status=draft",
    "new sheet": f"{SHEETS}/new",
    "sheet": SHEET,
    "draft of a sheet": f"{SHEETS}/{{twin}}",
    "organisation itself": f"{SHEET}/edit",
    "all its work": f"{SHEET}/interventions/",
    "new membership": f"{SHEET}/memberships/new",
    "new contact": f"{SHEET}/contacts/new",
    "contact": f"{SHEETS}/{{twin}}/contacts/telephone",
    "contact to remove": f"{SHEETS}/{{twin}}/contacts/telephone/remove",
    "new intervention": f"{SHEET}/interventions/new",
    "logo": f"{SHEET}/logo",
    "no logo": f"{SHEETS}/{{twin}}/logo",
    "what changed": f"{SHEETS}/{{original}}/history/2",
    "changed meanwhile": f"{SHEETS}/proposals/{{overtaken}}",
    "changes together": f"{SHEETS}/{{original}}/proposals/",
    "refused change": f"{SHEETS}/proposals/{{refused}}",
    "likely twins": f"{SHEETS}/duplicates",
    "the same as": f"{SHEETS}/merge?one={{twin}}",
    "two sheets side by side": f"{SHEETS}/merge?one={{twin}}&other={{namesake}}",
    "two that cannot be one": f"{SHEETS}/merge?one={{twin}}&other={{original}}",
    "one of two": f"{SHEETS}/merge/confirm?one={{twin}}&other={{namesake}}&kept={{twin}}",
    "places": f"{PLACES}/",
    "places of a region": f"{PLACES}/?within=segou",
    "no places": f"{PLACES}/?q=zzzzqqq",
    "place of the site": f"{PLACES}/1",
    "place that was added": f"{PLACES}/{{place}}",
    "new place": f"{PLACES}/new?parent={{region}}",
    "helplines": "/{language}/desk/helplines/",
    "new helpline": "/{language}/desk/helplines/new",
    "helpline": "/{language}/desk/helplines/1",
    "sheets to check": "/{language}/desk/checks/",
    "rules of checks": "/{language}/desk/checks/rules?stale_months=6&hidden_months=12",
    "rules that cannot be": "/{language}/desk/checks/rules?stale_months=x&hidden_months=-1",
    "tables": f"{IMPORTS}/",
    "columns of tables": f"{IMPORTS}/columns",
    "columns of a table": f"{IMPORTS}/{{checked}}/columns",
    "columns of another kind": f"{IMPORTS}/{{checked}}/columns?kind=organisations&row=2",
    "table with faults": f"{IMPORTS}/{{checked}}?lines=refused",
    "table that is written": f"{IMPORTS}/{{done}}",
    "table that is taken back": f"{IMPORTS}/{{undone}}",
}

LINK = "/{language}/check/1"
FORM = "form.sheet"
NEWS = {"other": "Nous avons déménagé à Mopti."}
CONTACTS = Answer(PUBLIC["contacts"], "main form", {})
LINK_TO_SEND = Answer(SHEET, "form[action$='/link']", {})
ANSWERS = {
    "sheet without a name": Answer(f"{SHEETS}/new", FORM, {}),
    "sheet that is there": Answer(f"{SHEETS}/new", FORM, {"name": "Marraines du tamarinier"}),
    "sheet with faults": Answer(f"{SHEET}/edit", FORM, {"name": "", "founded": "x", "links": "x"}),
    "two versions of a sheet": Answer(f"{SHEET}/edit", FORM, {"version": "0", "name": "Un toit"}),
    "membership with faults": Answer(f"{SHEET}/memberships/new", FORM, {"start": "x"}),
    "contact with faults": Answer(f"{SHEET}/contacts/new", FORM, {}),
    "intervention with faults": Answer(f"{SHEET}/interventions/new", FORM, {"reached": "x"}),
    "no reason to refuse": Answer(DESK["changed meanwhile"], "form[action$='/refuse']", {}),
    "no picture": Answer(DESK["logo"], FORM, {}),
    "place without a name": Answer(DESK["new place"], FORM, {}),
    "helpline without a number": Answer(
        "/{language}/desk/helplines/new", FORM, {"number": "zz", "name_fr": ""}
    ),
    "no table": Answer(DESK["tables"], "form[action$='/imports/']", {}),
    "columns that are not enough": Answer(
        DESK["columns of another kind"], "form#columns", {"columns-0-column": "kind"}
    ),
    "link to send": LINK_TO_SEND,
}

NO_PAGES = {
    *("home.root", "home.manifest", "health.healthz", "home.suggest"),
    *("library.suggest", "directory.suggest", "transcripts.download", "transcribing.download"),
    *("files.copy", "files.original", "files.download", "files.thumbnail", "desk.files"),
    *("contacts.card", "logos.show", "logo_desk.picture", "imports.report"),
    *("directory_export.table", "directory_export.organisations"),
    "uploads.show",
    *("home.picture", "library.picture", "directory.picture"),
    *("subjects.domain_picture", "subjects.place_picture"),
    *("machines.robots", "machines.sitemap", "machines.sitemap_part", "machines.news"),
    *("machines.search_description", "machines.localised_search"),
    *("machines.favicon", "machines.security"),
}
ELSEWHERE = {"uploading.resume", "uploading.finish"}  # with a file that is being sent
