"""The pages of papers: made from a hazard, filed by photo, checked by whoever holds the sheet."""

import io
import re
from datetime import timedelta
from typing import Any

import docx
import pytest
from PIL import Image

from anlan.domain.project.testing import build_works
from anlan.domain.site_supervision import printing
from anlan.domain.site_supervision.models import SupervisionPaper
from anlan.domain.site_supervision.pages import scans
from anlan.domain.site_supervision.tests.making import (
    KEY,
    a_hazard,
    a_paper,
    address,
    photographed,
    printed,
    uploaded,
)
from anlan.kernel.clock import today
from anlan.kernel.testing import Cast, picture
from anlan.kernel.trail.models import Attachment

ROOT = "/water_works"


@pytest.fixture
def paper(cast: Cast) -> SupervisionPaper:
    build_works(cast)
    return a_paper(cast)


def unmarked(answer: Any) -> str:
    """A page without its form token, which is another each time."""
    return re.sub(r"\b(\w{32}|\w{64})\b", "", answer.content.decode())


def post_make(cast: Cast, hazard: Any, slug: str = "make-notice", **more: str) -> Any:
    values = {
        "title": "关于整改的通知", "text": "请整改。", "signer_post": "chief_engineer", "signer": "周启明",
        "photos": list(hazard.photos), "act": "6f7c2d4a-0000-4000-8000-000000000001",
    }  # fmt: skip
    return cast.browser("engineer").post(f"{ROOT}/{slug}/{hazard.pk}/screen/", values | more)


def test_from_a_hazard_the_words_are_there(cast: Cast) -> None:
    hazard = a_hazard(cast)
    shown = cast.browser("engineer").get(f"{ROOT}/make-notice/{hazard.pk}/screen/").content.decode()
    for part in ("坝顶左岸", "临边防护栏杆缺失约十二米", hazard.due_on.isoformat(), "《监理通知回复单》", "engineer某"):
        assert part in shown
    for slug, part in (("make-stop", "暂停坝顶左岸的施工"), ("make-report", "督促处理")):
        assert part in cast.browser("engineer").get(f"{ROOT}/{slug}/{hazard.pk}/screen/").content.decode()


def test_one_tap_makes_and_issues_and_the_contractor_has_it(cast: Cast) -> None:
    hazard = a_hazard(cast)
    for _ in range(2):
        answer = post_make(cast, hazard)
        assert answer.status_code == 302
    made = SupervisionPaper.objects.get(kind="notice")
    assert (made.state, made.sequence, made.origin_id) == ("issued", 1, hazard.pk)
    own = Attachment.objects.get(pk=made.photos[0])
    assert own.register == KEY and made.photos != hazard.photos, "the paper has a picture of its own"
    shown = cast.browser("contractor").get("/web/inbox/").content.decode()
    assert made.number in shown and "回复" in shown
    detail = cast.browser("contractor").get(f"{ROOT}/supervision-notices/{made.pk}/").content.decode()
    assert "sheet-page" in detail and "申请复工" not in detail


def test_a_draft_is_kept_and_what_is_missing_is_said(cast: Cast) -> None:
    hazard = a_hazard(cast)
    assert post_make(cast, hazard, signer="").status_code == 422
    late = (today() - timedelta(days=1)).isoformat()
    assert post_make(cast, hazard, due_on=late).status_code == 422, "neither drafted nor issued"
    assert not SupervisionPaper.objects.exists()
    assert post_make(cast, hazard, then="keep").status_code == 302
    assert SupervisionPaper.objects.get().state == "draft"


@pytest.mark.parametrize("member", ["contractor", "builder", "rival", "province"])
def test_others_have_no_button_and_no_page(cast: Cast, member: str) -> None:
    hazard = a_hazard(cast)
    assert cast.browser(member).get(f"{ROOT}/make-notice/{hazard.pk}/screen/").status_code == 404


def test_the_sheet_as_pdf_word_and_picture(cast: Cast, paper: SupervisionPaper) -> None:
    browser, url = cast.browser("contractor"), f"{ROOT}/paper-sheet/{paper.pk}/screen/"
    pdf = b"".join(browser.get(url))
    assert pdf.startswith(b"%PDF-")
    page = browser.get(f"{url}?as=png&page=1")
    assert Image.open(io.BytesIO(page.content)).width > 800
    assert browser.get(f"{url}?as=png&page=9").status_code == 404
    word = docx.Document(io.BytesIO(b"".join(browser.get(f"{url}?as=docx"))))
    said = "\n".join(p.text for t in word.tables for r in t.rows for c in r.cells for p in c.paragraphs)
    assert "坝顶左岸临边防护栏杆缺失约十二米" in said and "周启明" in said
    assert len(word.sections[0].header.part.rels) >= 1, "the code stands in the head of the Word file too"
    assert cast.browser("rival").get(url).status_code == 404


def test_long_texts_go_on_on_the_next_page_and_each_carries_the_code(cast: Cast) -> None:
    build_works(cast)
    paper = a_paper(cast, text="坝顶左岸临边防护栏杆缺失，" * 290 + "x" * 200)
    pages = printing.pages(paper, address(paper))
    assert len(pages) > 1
    for body in pages:
        image = Image.open(io.BytesIO(body)).convert("L")
        margin = image.crop((image.width - 60, 240, image.width, image.height))
        assert margin.getextrema()[0] > 200, "nothing runs over the edge"


def file(cast: Cast, member: str, *ids: str, **more: str) -> Any:
    return cast.browser(member).post(f"{ROOT}/paper-scans/", {"scans": ids} | more)


def test_a_photo_files_itself(cast: Cast, paper: SupervisionPaper) -> None:
    other = a_paper(cast, "stop")
    photos = [
        uploaded(cast, photographed(printed(p), a), "contractor") for p, a in ((other, 4), (paper, -6), (paper, 91))
    ]
    answer = file(cast, "contractor", *photos)
    assert answer.status_code == 302
    paper.refresh_from_db()
    other.refresh_from_db()
    assert (paper.scans, other.scans) == (photos[1:], photos[:1])
    assert Attachment.objects.get(pk=photos[0]).record == str(other.pk)
    assert cast.browser("engineer").get(f"/files/{photos[0]}/").status_code == 200


def test_the_same_photo_sent_twice_is_filed_once(cast: Cast, paper: SupervisionPaper) -> None:
    photo = uploaded(cast, photographed(printed(paper)))
    act = "6f7c2d4a-0000-4000-8000-000000000002"
    assert [file(cast, "engineer", photo, act=act).status_code for _ in range(2)] == [302, 422]
    paper.refresh_from_db()
    assert paper.scans == [photo]


def refused(cast: Cast, member: str, body: bytes) -> str:
    answer = file(cast, member, uploaded(cast, body, member))
    assert answer.status_code == 422
    assert not any(SupervisionPaper.objects.values_list("scans", flat=True))
    return answer.content.decode()


def test_forged_foreign_and_strangers_codes_file_nothing(cast: Cast, paper: SupervisionPaper) -> None:
    for text in (address(paper, "A" * 22), f"http://testserver/water_works/paper-check/{paper.pk + 9}/screen/?c={paper.code}",
                 "https://other.example/helmet/7"):  # fmt: skip
        page = Image.open(io.BytesIO(printing.pages(paper, text)[0])).convert("RGB")
        assert scans.FOREIGN in refused(cast, "engineer", photographed(page))
    assert scans.FOREIGN in refused(cast, "contractor", photographed(printed(a_paper(cast, "report"))))


def test_two_papers_in_one_photo_are_photographed_one_by_one(cast: Cast, paper: SupervisionPaper) -> None:
    other = a_paper(cast, "stop")
    pages = [printed(p) for p in (paper, other)]
    both = Image.new("RGB", (pages[0].width * 2, pages[0].height), "white")
    for place, page in enumerate(pages):
        both.paste(page, (place * page.width, 0))
    both.save(out := io.BytesIO(), "JPEG", quality=85)
    said = refused(cast, "engineer", out.getvalue())
    assert "请一份一份拍" in said and paper.number in said and other.number in said


def test_without_a_code_a_person_says_which_paper_it_is(cast: Cast, paper: SupervisionPaper) -> None:
    photo = uploaded(cast, picture(7, (640, 480)))
    asked = file(cast, "engineer", photo).content.decode()
    assert scans.NO_CODE in asked and f'value="{paper.pk}"' in asked
    assert file(cast, "engineer", photo, **{f"paper-{photo}": str(paper.pk)}).status_code == 302
    paper.refresh_from_db()
    assert paper.scans == [photo]


def test_what_is_no_photo_or_not_ones_own_is_not_filed(cast: Cast, paper: SupervisionPaper) -> None:
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    assert scans.NOT_A_PICTURE in refused(cast, "engineer", pdf)
    theirs = uploaded(cast, photographed(printed(paper)), "contractor")
    for ids in ([theirs], ["nonsense"], []):
        assert "还没有选照片" in file(cast, "engineer", *ids).content.decode()


def test_who_has_the_sheet_in_hand_learns_that_it_is_genuine(cast: Cast, paper: SupervisionPaper) -> None:
    url = address(paper).removeprefix("http://testserver")
    assert cast.browser("contractor").get(url)["Location"].endswith(f"/supervisionpaper/{paper.pk}/")
    shown = cast.browser("rival").get(url).content.decode()
    assert paper.number in shown and "内容没有改动过" in shown and "坝顶左岸临边防护栏杆" not in shown
    cast.does("engineer", KEY, "withdraw", paper.pk, opinion="发错")
    assert "现已撤回" in cast.browser("rival").get(url).content.decode()
    SupervisionPaper.objects.filter(pk=paper.pk).update(sheet=paper.sheet | {"signer": "别人"})
    assert "不一致" in cast.browser("rival").get(url).content.decode()


@pytest.mark.parametrize("member", ["contractor", "rival", "province", "engineer"])
def test_a_wrong_code_answers_as_no_paper_does(cast: Cast, paper: SupervisionPaper, member: str) -> None:
    browser, here = cast.browser(member), f"{ROOT}/paper-check/{paper.pk}/screen/"
    absent = browser.get(f"{ROOT}/paper-check/999999/screen/?c={paper.code}")
    assert absent.status_code == 404
    for tail in ("", "?c=", "?c=x", f"?c={paper.code[:-1]}", f"?c={paper.code}x", "?c=%ff%00"):
        answer = browser.get(here + tail)
        assert answer.status_code == 404
        assert unmarked(answer).replace(f"/{paper.pk}/", "/#/") == unmarked(absent).replace("/999999/", "/#/")


def test_a_drafts_code_opens_nothing(cast: Cast) -> None:
    hazard = a_hazard(cast)
    post_make(cast, hazard, then="keep")
    draft = SupervisionPaper.objects.get()
    assert cast.browser("engineer").get(f"{ROOT}/paper-check/{draft.pk}/screen/?c=").status_code == 404


def test_nobody_signed_in_is_led_to_sign_in(client: Any, paper: SupervisionPaper) -> None:
    answer = client.get(address(paper).removeprefix("http://testserver"))
    assert answer.status_code == 302 and "sign-in" in answer["Location"]
