"""What the detail page offers is held against what its addresses do."""

import html
import re
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from anlan.kernel.doors.portal import every_portal
from anlan.kernel.testing import MEMBERS
from tests.fuzz import said
from tests.fuzz.machine import Machine
from tests.fuzz.undo import undone

OFFERED = re.compile(r'<form[^>]* action="([^"?]+)[^"]*"|<a[^>]* href="([^"?]+)[^"]*"')
WORKS, REFUSES = (200, 302, 422), (403, 404)


class PressingMachine(Machine):
    """Presses every button of a member's page, in whatever state the row is."""

    @rule(data=st.data(), member=st.sampled_from(MEMBERS))
    def presses(self, data: Any, member: str) -> None:
        """Un-greyed: it works. Not allowed: its address refuses and nothing changes."""
        seat = self.cast.seat(member)
        portal = next(p for p in every_portal() if p.key == seat.role.portal)
        page = portal.page_for(self.register.key, seat, self.pk)
        if page is None:
            return
        browser = self.cast.browser(member)
        shown = browser.get(page.url(portal.key, "detail", self.pk), follow=True)
        assert shown.status_code == 200, f"{member} {page.slug}"
        row = self.row  # looking may have moved it: who opens a notice has read it
        offered = {html.unescape(a or b) for a, b in OFFERED.findall(shown.content.decode())}
        for verb, why in self.verbs(member, row).items():
            where = f"{member} {page.slug} {verb}: {why}"
            url = page.url(portal.key, *(("edit", self.pk) if verb == "change" else ("move", self.pk, verb)))
            if url in offered:
                assert why is None, f"{where}: offered"
                self.works(data, browser, member, url, verb, where)
            elif why is not None:
                self.refuses(browser, url, verb, where)

    def verbs(self, member: str, row: Any) -> dict[str, str | None]:
        """Every verb, and why the member may not."""
        seat = self.cast.seat(member)
        found: dict[str, str | None] = {
            m.name: self.forbidden(f, m, member, row) for f in self.register.flows for m in f.moves
        }
        found |= {a.name: self.register.action_refused(row, seat, a) for a in self.register.actions}
        return found | {"change": self.register.change_refused(row, seat)}

    def works(self, data: Any, browser: Any, member: str, url: str, verb: str, where: str) -> None:
        """The form opens; sent, it is done or says what is wrong with its values."""
        with undone():
            asked = browser.get(url)
            assert asked.status_code in WORKS, f"{where}: form {asked.status_code}"
            found = self.register.find_move(verb)
            specs = self.register.move_specs(found[1]) if found else []
            values = {n: v for n, v in said.values(data, specs, self.cast, member).items() if isinstance(v, str | list)}
            try:
                sent = browser.post(url, values)
            except UnicodeEncodeError:  # half a character can't be sent in a form
                return
            assert sent.status_code in WORKS, f"{where}: sent {sent.status_code}"

    def refuses(self, browser: Any, url: str, verb: str, where: str) -> None:
        """Looking and sending are refused, and nothing changes."""
        before = self.all_there_is()
        sent = browser.post(url, {"opinion": "x"})
        assert sent.status_code in REFUSES, f"{where}: sent {sent.status_code}"
        assert self.all_there_is() == before, where
