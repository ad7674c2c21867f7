"""Reads workbooks of Excel (ECMA-376), cell by cell, with what a cell hides of itself."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO
from xml.etree.ElementTree import Element

from portal.media.readers.number_formats import Shown, shown_by, text_of_moment
from portal.media.readers.package import Package, attribute, local
from portal.media.readers.sheets import Range, Sheet, text_of_number

_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - no zone
_DAYS_UNTIL_9999 = 2_958_466
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = frozenset({"1", "true", "on"})


def read_sheets(file: BinaryIO) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in their order."""
    return _Workbook(Package(file)).sheets()


class _Workbook:
    """A workbook: what its sheets share."""

    def __init__(self, package: Package) -> None:
        self._package = package
        part = package.relations("")["officeDocument"]
        root = package.xml(part)
        self._relations = package.relations(part)
        self._sheets = [element for element in root.iter() if local(element) == "sheet"]
        properties = _find(root, "workbookPr")
        calculation = _find(root, "calcPr")
        self.epoch = _EPOCHS[properties.get("date1904") in _TRUE]
        # Programs that write formulas without results ask for them to be calculated on opening.
        self.is_uncalculated = calculation.get("fullCalcOnLoad") in _TRUE
        self.texts = self._read_texts()
        self.shown = self._read_formats()

    def sheets(self) -> Iterator[Sheet]:
        for element in self._sheets:
            is_hidden = element.get("state", "visible") != "visible"
            sheet = Sheet(element.get("name", ""), is_hidden=is_hidden)
            if not is_hidden:
                part = self._relations[attribute(element, "id")]
                self._package.listen(part, _Cells(sheet, self))
            yield sheet

    def _read_texts(self) -> list[str]:
        texts = _SharedTexts()
        if part := self._relations.get("sharedStrings"):
            self._package.listen(part, texts)
        return texts.all

    def _read_formats(self) -> list[Shown | None]:
        """Return what each style of a cell shows of a date."""
        part = self._relations.get("styles")
        if not part:
            return []
        root = self._package.xml(part)
        codes = {
            int(one.get("numFmtId", 0)): one.get("formatCode", "")
            for one in root.iter()
            if local(one) == "numFmt"
        }
        numbers = (int(one.get("numFmtId", 0)) for one in _find(root, "cellXfs"))
        return [shown_by(number, codes.get(number)) for number in numbers]


class _Text:
    """Gathers the runs of a text, without the reading aids of East Asian scripts."""

    def __init__(self) -> None:
        self._runs: list[str] = []
        self._is_taken = False
        self._is_aid = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._is_aid = self._is_aid or name == "rPh"
        self._is_taken = name == "t" and not self._is_aid

    def data(self, text: str) -> None:
        if self._is_taken:
            self._runs.append(text)

    def end(self, tag: str) -> None:
        self._is_taken = False
        if tag.endswith("}rPh"):
            self._is_aid = False

    def finish(self) -> str:
        text = _unescape("".join(self._runs))
        self._runs.clear()
        return text


class _SharedTexts(_Text):
    """The texts that the cells of all sheets share."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag.endswith("}si"):
            self.all.append(self.finish())


class _Cells:
    """Adds the cells of a part to a sheet."""

    def __init__(self, sheet: Sheet, workbook: _Workbook) -> None:
        self._sheet = sheet
        self._workbook = workbook
        self._row = 0
        self._column = -1
        self._cell: dict[str, str] = {}
        self._text = _Text()
        self._value: list[str] = []
        self._is_value = False
        self._has_formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition("}")[2]:
            case "c":
                self._begin_cell(attributes)
            case "v":
                self._is_value = True
            case "f":
                self._has_formula = True
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = -1
                if attributes.get("hidden") in _TRUE:
                    self._sheet.hidden_rows.add(self._row)
            case "col" if attributes.get("hidden") in _TRUE:
                first, last = int(attributes["min"]), min(int(attributes["max"]), 1024)
                self._sheet.hidden_columns.update(range(first - 1, last))
            case "mergeCell":
                self._sheet.merged.append(_read_range(attributes.get("ref", "")))
            case _:
                self._text.start(tag, attributes)

    def data(self, text: str) -> None:
        if self._is_value:
            self._value.append(text)
        else:
            self._text.data(text)

    def end(self, tag: str) -> None:
        self._is_value = False
        self._text.end(tag)
        if tag.endswith("}c"):
            self._end_cell()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._has_formula = attributes, False
        self._value.clear()
        self._text.finish()
        if reference := attributes.get("r"):
            self._row, self._column = _read_cell(reference)
        else:
            self._column += 1

    def _end_cell(self) -> None:
        kind, value = self._cell.get("t", "n"), "".join(self._value)
        text = self._text.finish() if kind == "inlineStr" else self._read(kind, value)
        is_uncalculated = self._has_formula and kind != "str" and not value
        if self._has_formula and kind == "n" and self._workbook.is_uncalculated:
            is_uncalculated = is_uncalculated or float(value) == 0
        text = "" if is_uncalculated else text
        self._sheet.add(self._row, self._column, text, is_uncalculated=is_uncalculated)

    def _read(self, kind: str, value: str) -> str:
        match kind:
            case "s":
                return self._workbook.texts[int(value)] if value else ""
            case "n" if value:
                return self._read_number(float(value))
            case "str":
                return _unescape(value)
            case "d":
                return value.removesuffix("T00:00:00")
            case _:
                return value

    def _read_number(self, value: float) -> str:
        style, shown = int(self._cell.get("s", 0)), self._workbook.shown
        if style < len(shown) and (exact := shown[style]) and 0 <= value < _DAYS_UNTIL_9999:
            moment = self._workbook.epoch + timedelta(days=value)
            rounded = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
            return text_of_moment(rounded.time() if value < 1 else rounded, exact)
        return text_of_number(value)


def _find(root: Element, name: str) -> Element:
    """Return the first element of this name, or an empty one."""
    return next((one for one in root.iter() if local(one) == name), Element(name))


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _read_cell(reference: str) -> tuple[int, int]:
    """Return the row from 1 and the column from 0 of a reference such as `B5`."""
    found = _CELL.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1


def _read_range(reference: str) -> Range:
    first, _colon, last = reference.partition(":")
    top, left = _read_cell(first)
    bottom, right = _read_cell(last or first)
    return Range(top, left, bottom, right)
