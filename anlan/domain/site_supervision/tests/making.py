"""Papers for the tests, made as people make them."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from anlan.domain.project.testing import build_works
from anlan.domain.site_supervision import printing
from anlan.domain.site_supervision.models import SupervisionPaper
from anlan.kernel.doors.files import take_in
from anlan.kernel.testing import Cast

KEY = "supervisionpaper"
HOST = "http://testserver"


def facts_of(cast: Cast, kind: str = "notice", **more: Any) -> dict[str, Any]:
    """The values of a draft."""
    found = {
        "kind": kind, "section": str(build_works(cast).section.pk), "title": "关于整改“坝顶临边防护缺失”的通知",
        "text": "坝顶左岸临边防护栏杆缺失约十二米。\n请立即补设防护栏杆。", "signer_post": "chief_engineer", "signer": "周启明",
    }  # fmt: skip
    return found | more


def a_paper(cast: Cast, kind: str = "notice", **more: Any) -> SupervisionPaper:
    """An issued paper."""
    made = cast.does("engineer", KEY, "create", **facts_of(cast, kind, **more)).record
    cast.does("engineer", KEY, "issue", made)
    return SupervisionPaper.objects.get(pk=made)


def a_hazard(cast: Cast, member: str = "engineer", **more: Any) -> Any:
    """A hazard of the section, entered by the engineer."""
    facts = dict(
        section=str(build_works(cast).section.pk), party="contractor", name="坝顶临边防护缺失", level="general",
        place="坝顶左岸", problem="临边防护栏杆缺失约十二米", responsible="郑远江", photos=[cast.photo(member)],
    )  # fmt: skip
    return cast.does(member, "waterhazard", "create", **(facts | more)).row


def address(paper: SupervisionPaper, code: str = "") -> str:
    """What the QR code of a paper says."""
    return f"{HOST}/water_works/paper-check/{paper.pk}/screen/?c={code or paper.code}"


def printed(paper: SupervisionPaper) -> Image.Image:
    """The first page as it comes out of the printer, with a red seal over a corner of the code and a signature."""
    page = Image.open(io.BytesIO(printing.pages(paper, address(paper))[0])).convert("RGB")
    pen = ImageDraw.Draw(page)
    pen.ellipse((560, 700, 740, 880), outline=(200, 30, 30), width=6)
    pen.line((420, 760, 470, 720, 500, 770, 560, 730), fill=(20, 20, 90), width=3)
    return page


def photographed(
    page: Image.Image, angle: float = 7, blur: float = 0.9, quality: int = 70, longest: int = 1600
) -> bytes:
    """A hand's photo of a sheet on a table: askew, from an angle, a little blurred, uneven light, at a phone's size."""
    page = page.resize((1000, 1414))
    table = Image.new("RGB", (1500, 1900), (120, 100, 80))
    table.paste(page, (250, 240))
    turned = table.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(120, 100, 80))
    width, height = turned.size
    corners = (90, 40, 0, height, width, height - 60, width - 130, 0)
    seen = turned.transform((width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    shade = Image.linear_gradient("L").resize(seen.size).point(lambda v: 150 + v // 3)
    seen = Image.composite(seen, Image.new("RGB", seen.size, (40, 40, 40)), shade)
    seen = seen.filter(ImageFilter.GaussianBlur(blur))
    seen.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    seen.save(out := io.BytesIO(), "JPEG", quality=quality)
    return out.getvalue()


def uploaded(cast: Cast, body: bytes, member: str = "engineer", name: str = "扫描件.jpg") -> str:
    """The id of a file a member has just uploaded."""
    return str(take_in(name, body, getattr(cast, member).user_id).pk)
