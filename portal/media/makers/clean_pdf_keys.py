"""Lists the keys by which a PDF says how something looks; programs add others (ISO 32000)."""

from pikepdf import Name, Object

from portal.media.makers.clean_names import names

_OF_STREAMS = names("/Type /Subtype /Length /Filter /DecodeParms /DL")
_LATER = names("/Metadata /AF /AA")
_OF_IMAGES = names(
    "/Width /Height /ColorSpace /BitsPerComponent /Intent /ImageMask /Mask /Decode /Interpolate "
    "/SMask /SMaskInData /Matte /StructParent /OC"
)
_OF_FORMS = names(
    "/FormType /BBox /Matrix /Resources /Group /StructParent /StructParents /OC /Contents /AP"
)
_OF_FONTS = names(
    "/Type /Subtype /BaseFont /Name /Encoding /FirstChar /LastChar /Widths /FontDescriptor "
    "/ToUnicode /FontBBox /FontMatrix /CharProcs /Resources /DescendantFonts /CIDSystemInfo "
    "/DW /W /DW2 /W2 /CIDToGIDMap"
)
_OF_DESCRIPTORS = names(
    "/Type /FontName /FontFamily /FontStretch /FontWeight /Flags /FontBBox /ItalicAngle /Ascent "
    "/Descent /Leading /CapHeight /XHeight /StemV /StemH /AvgWidth /MaxWidth /MissingWidth "
    "/FontFile /FontFile2 /FontFile3 /CharSet /CIDSet /Style /Lang /FD"
)
_OF_ANNOTATIONS = names(
    "/Type /Subtype /Rect /Contents /P /F /AP /AS /Border /C /StructParent /OC /ca /CA /BM /Lang "
    "/A /PA /Dest /H /QuadPoints /Path /BS /BE /RD /L /LE /IC /LL /LLE /LLO /Cap /CP /CO /IT "
    "/Vertices /InkList /Name /Sy /DA /DS /Q /CL /RO /OverlayText /Repeat /FixedPrint"
)
_OF_FIELDS = names(
    "/FT /Parent /Kids /T /TU /Ff /V /DV /DA /Q /Opt /TI /I /MaxLen /MK /Type /Subtype"
)
_UNTOLD = names("/Name /ID /Alternates /OPI /PieceInfo /LastModified /M /NM")


def keep_fields(field: Object) -> bool:
    """Drop what is neither a field's nor an annotation's; tell whether programs had more."""
    return _keep(field, _OF_FIELDS | _OF_ANNOTATIONS | _LATER)


def keep_known(node: Object) -> bool:
    """Drop from images, forms, fonts and annotations what programs add; tell of any."""
    kind, subtype = node.get(Name.Type), node.get(Name.Subtype)
    if subtype == Name.Image and Name.Width in node:
        return _keep(node, _OF_STREAMS | _OF_IMAGES | _LATER)
    if subtype == Name.Form and Name.BBox in node:
        return _keep(node, _OF_STREAMS | _OF_FORMS | _LATER)
    if kind == Name.Font:
        return _keep(node, _OF_FONTS | _LATER)
    if kind == Name.FontDescriptor:
        return _keep(node, _OF_DESCRIPTORS | _LATER)
    return False


def keep_of_annotation(annotation: Object) -> bool:
    """Drop from an annotation what programs add; tell of any."""
    if annotation.get(Name.Subtype) == Name.Widget:
        return keep_fields(annotation)
    return _keep(annotation, _OF_ANNOTATIONS | _LATER)


def _keep(node: Object, kept: frozenset[str]) -> bool:
    dropped = set(node.keys()) - kept
    for key in dropped:
        del node[key]
    return bool(dropped - _UNTOLD)
