"""A text file as it was sent: what is no table is refused in words, the rest decoded."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from django.utils.translation import gettext as _

from directory.imports.limits import UnreadableFile

DELIMITERS = ",;\t"
# How files begin that people take for tables: PDF, RTF, pictures.
NO_TABLES = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
# Pages of the web, also those that are called .xls, and XML.
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<style")
_SAID_DELIMITER = re.compile(r'"?sep=([,;\t|:])"?[ \t,;]*(?=[\r\n]|$)', re.IGNORECASE)


def text_of_table(content: bytes, notes: list[str]) -> tuple[str, str]:
    """Return the text of a CSV file, and what stands between its cells.

    Bytes that are no UTF-8 in a file that else is come as lone surrogates, see rows.good_cells().
    `notes` gets what a reader should know that is no fault. Raises UnreadableFile.
    """
    start = content.removeprefix(BOM_UTF8).lstrip()
    if start.startswith(NO_TABLES):
        raise UnreadableFile(
            _("This is no table. Save it as CSV or .xlsx with the program that made it.")
        )
    if start[:20].lower().startswith(MARKUP):
        raise UnreadableFile(
            _("This is a page of the web or XML, whatever its name says. Open it in a spreadsheet, "
              "and save it as CSV or .xlsx.")
        )  # fmt: skip
    text = _decoded(content, notes)
    said = _SAID_DELIMITER.match(text)
    if said:  # by Excel and for Excel; the line stays, as a blank one
        return text[said.end() :], said[1]
    return text, _delimiter(text)


def _decoded(content: bytes, notes: list[str]) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        # UTF-16 without its mark is known by the half of its first letter that is nothing.
        encodings = [] if b"\0" in content[:2] else ["utf-8-sig", "windows-1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8-sig" and _is_mostly_utf8(content):
                return content.decode(encoding, "surrogateescape")
            continue
        if encoding == "windows-1252":
            notes.append(_("The file is not UTF-8; it was read as Windows-1252. Look at accents."))
        return text
    raise UnreadableFile(
        _("The text is neither UTF-8 nor Windows-1252. Save the file as CSV UTF-8.")
    )


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether any sign of the file, or its mark, is written as only UTF-8 does."""
    return content.startswith(BOM_UTF8) or not content.decode("utf-8", "ignore").isascii()


def _delimiter(text: str) -> str:
    """The one that parts the first line that says anything into most cells."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    found = max(DELIMITERS, key=header.count)
    if "|" in header and found not in header:
        raise UnreadableFile(
            _("The cells have “|” between them. Save the file with commas, semicolons or tabs.")
        )
    return found
