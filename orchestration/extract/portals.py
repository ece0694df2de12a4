"""One source, fetched: its portals asked in their order, what came kept in the archive.

Belongs here: which connector a portal needs, what is kept under which name, findings in words.
Does not belong here: HTTP (`client.py`), how a kind of portal pages (its connector), the order of
sources (`orchestration/fetch.py`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from orchestration.contracts import Contract, Portal
from orchestration.errors import ContractError, ExtractRefused, Finding, WarehouseError
from orchestration.extract import arcgis, ckan, cubes, links, plain_file, socrata
from orchestration.extract.archive import ArchivedExtract, archived, keep, keep_refused
from orchestration.extract.client import Client
from orchestration.extract.formats import refuse_wrong_file
from orchestration.extract.network import Outside
from orchestration.extract.pages import PageSet
from orchestration.extract.retrievals import Retrieval, Retrievals
from orchestration.extract.unpack import (
    Inner,
    inner_files,
    inner_name,
    is_archive,
    refuse_unopened,
)
from orchestration.settings import Settings

Status = Literal["retrieved", "unchanged", "refused", "by hand"]
LONGEST_NAME = 255


@dataclass
class SourceFetch:
    """What fetching one source did.

    `known` counts extracts that came again with bytes we have, `unchanged` addresses that said so
    themselves. `by_hand` are the instructions for a person. `is_silent`: something was asked and
    nothing at all answered. `new_findings` are those that the fetch before did not have; the stage
    that keeps them fills it.
    """

    source_id: str
    new: list[ArchivedExtract] = field(default_factory=list)
    known: int = 0
    unchanged: int = 0
    ignored: int = 0
    asked: int = 0
    findings: list[Finding] = field(default_factory=list)
    new_findings: list[Finding] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)

    @property
    def delivered(self) -> int:
        """Extracts and addresses that gave a usable answer."""
        return len(self.new) + self.known + self.unchanged

    @property
    def is_silent(self) -> bool:
        """True when something was asked and every answer was F18, or none."""
        refused = [one for one in self.findings if one.fault != "F44"]
        return bool(self.asked and not self.delivered and not self.ignored and refused) and all(
            one.fault == "F18" for one in refused
        )

    @property
    def status(self) -> Status:
        """One word for a table."""
        if not self.asked:
            return "by hand"
        if self.new:
            return "retrieved"
        return "refused" if self.findings and not self.delivered else "unchanged"


def fetch_source(
    settings: Settings, contract: Contract, outside: Outside | None = None
) -> SourceFetch:
    """Ask the portals of one source and archive what is new. What is wrong is a finding.

    Errors: ResourcesExhausted and OSError of the disk only.
    """
    return _Fetch(settings, contract, outside or Outside()).run()


class _Fetch:
    """One source's fetch: contract, records and result that its steps share."""

    def __init__(self, settings: Settings, contract: Contract, outside: Outside) -> None:
        self.settings = settings
        self.contract = contract
        self.outside = outside
        self.records = Retrievals(settings, contract.source_id)
        self.result = SourceFetch(contract.source_id)
        self.before = archived(settings, contract.source_id)

    def run(self) -> SourceFetch:
        """Ask every portal; a fallback only when all before it failed."""
        if not self.contract.meta.portals:
            self.result.by_hand.append(self._instruction(None))
        for portal in self.contract.meta.portals:
            if portal.kind == "inbox" or portal.held_back:
                self.result.by_hand.append(self._instruction(portal))
            elif not (portal.fallback and self.result.delivered):
                self.result.asked += 1
                with Client(self.settings, portal.hosts, self.outside) as client:
                    self._guarded(portal, lambda: self._ask(client, portal))  # noqa: B023
        return self.result

    def _ask(self, client: Client, portal: Portal) -> None:
        """Give the portal to its connector."""
        match portal.kind:
            case "socrata":
                for name in portal.dataset_ids:
                    self._guarded(portal, lambda: self._socrata(client, portal, name), name)  # noqa: B023
            case "arcgis":
                with client.time_cap(), arcgis.page_set(client, portal) as pages:
                    self._keep_pages(pages)
            case "cubes":
                with client.time_cap(), cubes.page_set(client, portal) as pages:
                    self._keep_pages(pages)
            case "ckan":
                for dataset in portal.dataset_ids:
                    found = ckan.resources(client, portal, dataset)
                    self._files(client, portal, found)
            case "links":
                self._files(client, portal, links.discover(client, portal))
            case _:
                self._newest(client, portal)

    def _socrata(self, client: Client, portal: Portal, dataset: str) -> None:
        """Read a dataset whose `rowsUpdatedAt` is not the one of last time."""
        with client.time_cap():
            state = socrata.version(client, portal, dataset)
            asked = f"{portal.url} {dataset} {portal.query.get('where', '')}"
            last = self.records.last(asked)
            if last is not None and last.version == state:
                self.result.unchanged += 1
                return
            with socrata.page_set(client, portal, dataset, state) as pages:
                self._keep_pages(pages, record_as=asked)

    def _newest(self, client: Client, portal: Portal) -> None:
        """The newest address of a pattern that answers; older ones only where it is not there."""
        today = self.outside.now().date()
        *newer, oldest = plain_file.addresses(portal.url, today, portal.look_back)
        for url in newer:
            try:
                self._file(client, portal, links.Link(url, links.name_in(url)))
            except ExtractRefused as refusal:
                if refusal.fault != "F18" or "answered 404" not in refusal.message:
                    raise
            else:
                return
        self._file(client, portal, links.Link(oldest, links.name_in(oldest)))

    def _files(self, client: Client, portal: Portal, found: list[links.Link]) -> None:
        """Retrieve each file; one that fails does not stop the others."""
        for link in found:
            if self.contract.ignored_reason(inner_name(link.name)) is not None:
                self.result.ignored += 1
                continue
            self._guarded(portal, lambda: self._file(client, portal, link), link.name)  # noqa: B023

    def _file(self, client: Client, portal: Portal, link: links.Link) -> None:
        """Retrieve one file if it changed, look at what it is, and archive its inner bytes."""
        last = self.records.last(link.url)
        known = last.validators if last else None
        with client.download(link.url, known=known) as got:
            if got.path is None:
                self.result.unchanged += 1
                return
            name = self._name(portal, link.name, got.given_name)
            with self._keeping_refused(got.path, link.url, name):
                refuse_unopened(name)
                refuse_wrong_file(got.path, name, self.contract.layout_for(inner_name(name)))
                kept = [
                    self._keep(inner, got.validators.etag, got.validators.last_modified)
                    for inner in inner_files(got.path, link.url, name, self.contract.meta.limits)
                    if self._is_input(inner)
                ]
            self._remember(link.url, kept, got.validators.etag, got.validators.last_modified)

    @contextmanager
    def _keeping_refused(self, path: Path, url: str, name: str) -> Iterator[None]:
        """Keep what is refused inside, and say where. It is asked for again the next time."""
        try:
            yield
        except ExtractRefused as refusal:
            if path.stat().st_size:
                source_id, now = self.contract.source_id, self.outside.now()
                refusal.add_note(
                    keep_refused(self.settings, source_id, path, refusal, url, now, name)
                )
            raise

    def _keep_pages(self, pages: PageSet, record_as: str | None = None) -> None:
        """Archive a page set as one extract."""
        kept = [
            self._keep(inner, pages.version, None)
            for inner in inner_files(
                pages.path, pages.origin, pages.name, self.contract.meta.limits
            )
            if self._is_input(inner)
        ]
        self._remember(record_as or pages.origin, kept, version=pages.version)

    def _keep(self, inner: Inner, etag: str | None, last_modified: str | None) -> ArchivedExtract:
        """Archive one inner file and count it. The same bytes again are nothing new (F37)."""
        extract, is_new = keep(
            self.settings,
            self.contract.source_id,
            inner,
            self.outside.now(),
            etag=etag,
            last_modified=last_modified,
        )
        if is_new:
            self.result.new.append(extract)
        else:
            self.result.known += 1
        return extract

    def _is_input(self, inner: Inner) -> bool:
        """True if a layout fits the name; else it is ignored by rule or told (F44)."""
        if self.contract.ignored_reason(inner.name) is not None:
            self.result.ignored += 1
            return False
        if self.contract.layout_for(inner.name) is not None:
            return True
        self.result.findings.append(
            Finding(
                self.contract.source_id,
                "F44",
                "warning",
                f"{self.contract.source_id} F44: no layout for the file name '{inner.name}'"
                f" ({inner.origin}): not archived.",
                f"Add it to `files` of a layout, or under `ignore`, in {self._yml}.",
                file_name=inner.name,
            )
        )
        return False

    def _name(self, portal: Portal, linked: str, given: str | None) -> str:
        """The publisher's name: that of the address, of the answer, or of the contract.

        The first one that a layout fits; the name never becomes a path.
        """
        candidates = [one for one in (linked, given, portal.file_name) if one]
        for name in candidates:
            fits = self.contract.layout_for(inner_name(name)) is not None or is_archive(name)
            if fits and _is_harmless(name):
                return name
        return next((name for name in candidates if _is_harmless(name)), "unnamed")

    def _remember(
        self,
        url: str,
        kept: list[ArchivedExtract],
        etag: str | None = None,
        last_modified: str | None = None,
        version: str | None = None,
    ) -> None:
        """Record the answer, so that the next request asks only for what changed."""
        hashes = tuple(extract.sha256 for extract in kept)
        self.records.put(
            url,
            Retrieval(
                etag=etag,
                last_modified=last_modified,
                version=version,
                sha256=hashes,
                retrieved_at=self.outside.now(),
            ),
        )

    # --- what a person reads ----------------------------------------------------------------------

    @property
    def _yml(self) -> str:
        return f"dbt_project/sources/{self.contract.source_id}/source.yml"

    def _guarded(self, portal: Portal, work: Callable[[], None], name: str | None = None) -> None:
        """Do one thing; a refusal becomes a finding."""
        try:
            work()
        except (ExtractRefused, ContractError) as refusal:
            self.result.findings.append(self._finding(portal, refusal, name))

    def _finding(self, portal: Portal, refusal: WarehouseError, name: str | None) -> Finding:
        """What and where; what stands; the next step."""
        fault = getattr(refusal, "fault", None) or refusal.message.partition(":")[0]
        about = f" {name}:" if name and name not in refusal.message else ""
        what = refusal.message.removeprefix(f"{fault}:")
        steps = [refusal.next_step]
        if fault in ("F16", "F17", "F18"):
            steps.append(self._instruction(portal))
        if portal.unverified and not portal.verified:
            steps.append(f"Unverified in {self._yml}: {portal.unverified}.")
        steps.extend(getattr(refusal, "__notes__", ()))
        return Finding(
            self.contract.source_id,
            fault,
            "refused",
            f"{self.contract.source_id} {fault}:{about}{what} {self._stands()}",
            " ".join(step for step in steps if step),
            file_name=name,
            column=None if name else f"portal {portal.kind} {urlsplit(portal.url).path}",
        )

    def _stands(self) -> str:
        """What is left of the source when nothing came."""
        if not self.before:
            return "Nothing of this source is archived yet."
        return f"The extracts of {self.before[-1].retrieved_at:%Y-%m-%d} stay."

    def _instruction(self, portal: Portal | None) -> str:
        """How a person gets the files in."""
        inbox = self.settings.inbox / self.contract.source_id
        if portal is None:
            page = self.contract.meta.landing_url
            return f"No portal is declared: drop files into {inbox}/" + (
                f" (page: {page})." if page else "."
            )
        how = portal.instruction or f"Open {portal.url} in a browser and save the files"
        held = f"{portal.held_back}. " if portal.held_back else ""
        return f"{held}{how.rstrip('.')}; drop them into {inbox}/, then safercities refresh."


def _is_harmless(name: str) -> bool:
    """True for a name that is one line, one part, and not endless."""
    return (
        0 < len(name) <= LONGEST_NAME
        and name == Path(name).name
        and not any(unicodedata.category(letter) == "Cc" for letter in name)
    )
