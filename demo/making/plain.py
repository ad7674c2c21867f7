"""Plain text and Markdown files."""

from pathlib import Path

from demo.making.document import Block, BlockKind, Document


def make_plain(document: Document, path: Path) -> None:
    """Write the text as it is for .md, and without any mark for .txt."""
    if path.suffix == ".md":
        text = f"# {document.title}\n\n{document.markdown.strip()}\n"
    else:
        text = document.title + "".join(_line(block) for block in document.blocks) + "\n"
    path.write_text(text, encoding="utf-8")


def _line(block: Block) -> str:
    """Return a block with the line ends before it; the points of a list stay together."""
    match block.kind:
        case BlockKind.BULLET:
            return f"\n- {block.text}"
        case BlockKind.NUMBER:
            return f"\n{block.level}. {block.text}"
        case BlockKind.QUOTE:
            return f"\n\n« {block.text} »"
        case _:
            return f"\n\n{block.text}"
