"""A suggested change of a contract or crosswalk, as a unified diff. Never applied by itself.

Belongs here: where in `source.yml` a fact of a column stands, the smallest edit that changes it,
and the lines of a file that a person should look at.
Does not belong here: deciding that something drifted (`drift.py`), or writing any file.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from orchestration.contracts import Contract, match_key


class Edit(NamedTuple):
    """Replace the characters from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


class ContractText:
    """The text of one `source.yml` with the places of its layouts and columns."""

    def __init__(self, contract: Contract, layout_name: str) -> None:
        self.path = f"dbt_project/sources/{contract.source_id}/source.yml"
        try:
            self.text = (contract.folder / "source.yml").read_text(encoding="utf-8")
            root = yaml.compose(self.text, Loader=yaml.SafeLoader)
        except (OSError, yaml.YAMLError):
            self.text, root = "", None
        entry = _item(_get(root, "sources"), None, None)
        self.source = entry
        self.layout = _item(_get(entry, "tables"), "name", layout_name)

    @classmethod
    def of(cls, contract: Contract, layout_name: str) -> ContractText:
        """The parsed text, kept per contract and layout: a night asks for it many times."""
        key = (str(contract.folder), contract.contract_hash, layout_name)
        if key not in _PARSED:
            if len(_PARSED) >= _KEPT:
                _PARSED.clear()
            _PARSED[key] = cls(contract, layout_name)
        return _PARSED[key]

    def line_of(self, *keys: str) -> int | None:
        """The 1-based line of a fact of the layout (`config.meta…`) or of the source."""
        for root in (self.layout, self.source):
            node = _get(root, "config", "meta", *keys)
            if node is not None:
                return int(node.start_mark.line) + 1
        return None

    def column_line(self, column: str) -> int | None:
        """The 1-based line where a column is declared."""
        node = self._column(column)
        return None if node is None else int(node.start_mark.line) + 1

    def add_spelling(self, column: str, spelling: str) -> Edit | None:
        """The edit that lets `column` also be published as `spelling`."""
        return _appended(_get(self._column(column), "config", "meta", "published_as"), spelling)

    def add_code(self, column: str, code: str) -> Edit | None:
        """The edit that adds `code` to the code list of `column`."""
        return _appended(_get(self._column(column), "config", "meta", "codes"), code)

    def set_fact(self, column: str, key: str, value: str) -> Edit | None:
        """The edit that sets `key: value` for `column`; `value` is YAML."""
        meta = _get(self._column(column), "config", "meta")
        known = _get(meta, key)
        if known is not None:
            return Edit(known.start_mark.index, known.end_mark.index, value)
        if not isinstance(meta, yaml.MappingNode):
            return None
        if meta.flow_style:
            end = meta.end_mark.index - 1
            return Edit(end, end, f", {key}: {value}")
        start = meta.value[0][0].start_mark.index
        column_of = meta.value[0][0].start_mark.column
        return Edit(start, start, f"{key}: {value}\n{' ' * column_of}")

    def add_column(self, published: str) -> Edit | None:
        """The edit that declares the published column `published`, optional and as text."""
        columns = _get(self.layout, "columns")
        if not isinstance(columns, yaml.SequenceNode) or not columns.value:
            return None
        first, last = columns.value[0], columns.value[-1]
        end = max(node.end_mark.index for node in _leaves(last))
        if end < last.start_mark.index:  # the last thing is an alias: its place is elsewhere
            return None
        indent = " " * (first.start_mark.column - 2)
        entry = (
            f"\n{indent}- name: {identifier(published)}\n{indent}  description: Say what it holds."
            f"\n{indent}  config:"
            f" {{meta: {{published_as: [{_scalar(published)}], required: false}}}}"
        )
        return Edit(end, end, entry)

    def diff(self, *edits: Edit | None) -> str:
        """The edits as one unified diff; empty if there are none, or if it would not be YAML."""
        changed = self.text
        for edit in sorted({one for one in edits if one is not None}, reverse=True):
            changed = changed[: edit.start] + edit.text + changed[edit.end :]
        try:
            yaml.compose(changed, Loader=_LOADER)
        except yaml.YAMLError:
            return ""
        return unified(self.path, self.text, changed)

    def _column(self, name: str) -> yaml.Node | None:
        return _item(_get(self.layout, "columns"), "name", name)


def _appended(node: yaml.Node | None, value: str) -> Edit | None:
    """The edit that appends a scalar to a sequence."""
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return None
    last = node.value[-1]
    added = f", {_scalar(value)}"
    if not node.flow_style:
        added = f"\n{' ' * (last.start_mark.column - 2)}- {_scalar(value)}"
    return Edit(last.end_mark.index, last.end_mark.index, added)


#: libyaml's, where PyYAML was built with it: a tenth of the time for a contract of 500 lines.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEPT = 64
_PARSED: dict[tuple[str, str, str], ContractText] = {}


def unified(path: str, before: str, after: str) -> str:
    """A unified diff with one line of context, as `git apply -C1` takes it."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{path}", f"b/{path}", lineterm="", n=1
    )
    return "\n".join(lines)


def add_line(path: str, text: str, line: str) -> str:
    """The diff that adds `line` at the end of a file with content `text`."""
    body = text if not text or text.endswith("\n") else f"{text}\n"
    return unified(path, body, f"{body}{line}\n")


def identifier(published: str) -> str:
    """A landing name for a published column: lower case, letters, digits, `_`."""
    plain = re.sub(r"[^a-z0-9]+", "_", _without_accents(match_key(published))).strip("_")
    return plain if plain[:1].isalpha() else f"column_{plain or 'new'}"


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _scalar(text: str) -> str:
    """A text as a YAML scalar: plain where that is safe, else quoted (JSON is YAML)."""
    is_plain = re.fullmatch(r"[^\W\d_][\w ]*", text) and isinstance(yaml.safe_load(text), str)
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _get(node: yaml.Node | None, *keys: str) -> yaml.Node | None:
    """The node below `keys`, or None."""
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            return None
        node = next((value for name, value in node.value if name.value == key), None)
    return node


def _item(node: yaml.Node | None, key: str | None, value: str | None) -> yaml.Node | None:
    """The first item of a sequence, or the one whose `key` is `value`."""
    if not isinstance(node, yaml.SequenceNode):
        return None
    for item in node.value:
        found = _get(item, key) if key else None
        if key is None or (found is not None and found.value == value):
            return item  # type: ignore[no-any-return]
    return None


def _leaves(node: yaml.Node) -> Iterator[yaml.Node]:
    """Scalars and flow collections: nodes whose end is exact."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style:
        for _, value in node.value:
            yield from _leaves(value)
    elif isinstance(node, yaml.SequenceNode) and not node.flow_style:
        for value in node.value:
            yield from _leaves(value)
    else:
        yield node
