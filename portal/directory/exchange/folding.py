"""Headers of tables as they are compared, whatever people add to the words."""

import re

from portal.vocabulary.queries import fold

# `1.`, `2)`, `3.1`, `a)`, `n° 4:` before a header.
_NUMBERING = re.compile(
    r"\A\s*(?:n°\s*)?"
    r"(?:\(?\d{1,2}(?:[.-]\d{1,2})*\s*[.):°–-]+|\d{1,2}(?:[.-]\d{1,2})+\s|[a-z]\s?[.)])\s*(?=\D)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\((?:s|e|es|x|nes)\)", re.IGNORECASE)
_REMARK = re.compile(
    r"[(\[]\s*(?:obligatoire|facultatif|facultative|optionnel|requis|à remplir|si possible"
    r"|si connue?|required|mandatory|optional|if known|إلزامي|إجباري|اختياري"
    r"|[jdmay]{2,4}(?:\s?[/. -]\s?[jdmay]{2,4}){0,2}|mois\s?/\s?année|jour\s?/\s?mois\s?/\s?année"
    r"|en chiffres?|nombre|number|year|année)\s*[)\]]",
    re.IGNORECASE,
)


def fold_header(text: str) -> str:
    """Return a header folded, without its number, plural endings and remarks such as (required).

    Other brackets stay: “Bénéficiaires (hommes)” are not all beneficiaries.
    """
    words = _REMARK.sub(" ", _PLURAL.sub("", _NUMBERING.sub("", text, count=1)))
    return fold(words) or fold(text)
