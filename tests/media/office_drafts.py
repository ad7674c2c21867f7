"""Takes office documents apart, so that tests can put into them what programs would."""

import io
import zipfile

from tests.media.clean_proofs import SECRET

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class Draft:
    """The parts of a document; it is saved with a time, an owner and a tail, as people do."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a piece of a part that is there once at least."""
        text = self.parts[name].decode()
        assert old in text, f"{old} is not in {name}"
        self.parts[name] = text.replace(old, new, 1).encode()

    def add(self, name: str, content: str | bytes, content_type: str = "application/xml") -> None:
        """Add a part and say what it is."""
        self.parts[name] = content.encode() if isinstance(content, str) else content
        self.replace(
            "[Content_Types].xml",
            "</Types>",
            f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>',
        )

    def relate(self, source: str, kind: str, target: str, *, outside: bool = False) -> str:
        """Add a relation to a part and return its id."""
        folder, _, part = source.rpartition("/")
        path = f"{folder}/_rels/{part}.rels" if folder else f"_rels/{part}.rels"
        empty = f'<Relationships xmlns="{PACKAGE}"></Relationships>'
        self.parts.setdefault(path, empty.encode())
        number = f"rIdTest{len(self.parts[path])}"
        mode = ' TargetMode="External"' if outside else ""
        type_ = kind if kind.startswith("http") else f"{RELATIONS}/{kind}"
        relation = f'<Relationship Id="{number}" Type="{type_}" Target="{target}"{mode}/>'
        self.replace(path, "</Relationships>", f"{relation}</Relationships>")
        return number

    def saved(self) -> bytes:
        """Return the document, its mimetype first when it has one."""
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = SECRET.encode()
            for name, content in self.parts.items():
                entry = zipfile.ZipInfo(name, date_time=(2026, 3, 8, 10, 11, 12))
                entry.comment = SECRET.encode()
                archive.writestr(entry, content)
        return output.getvalue()
