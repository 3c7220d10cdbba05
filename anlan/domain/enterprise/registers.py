"""How the firm's file and what hangs on it are listed, entered and shared."""

from django.conf import settings

from anlan.kernel.register.register import Register
from anlan.kernel.register.spec import Spec, make_spec
from anlan.kernel.register.words import Action, Field, Section, Share
from anlan.kernel.scope.scopes import Supervised

from . import accounts
from .flows import change_request_flow, person_flow, photo_flow, registration_flow
from .joining.files import authority_of
from .models import ChangeRequest, Enterprise, Person, Photo, Registration
from .rules import check_citizen_id, mask_id, mask_name, mask_phone, tidy_number
from .sections import BASIC, PRODUCTION, SAFETY, WORKS, check_code, check_contact, check_phone

NAME = Field("name", secret=mask_name) if settings.MASK_NAMES else "name"
UNIT = Field("unit", label="生产经营单位", pick="enterprise", authority_only=True)


class EnterpriseRegister(Register):
    """企业基本信息; the authority finds a firm's registered name here by any part of it (S-1.e)."""

    model = Enterprise
    columns = "name", "code", "area", "industry", "grade", "standard_level", "head", "head_phone", "has_account"
    order = "-created_at", "name"
    search = "name", "initials", "code"
    filters = "area", "industry", "grade", "standard_level", "scale", "category", "status"
    sections = (BASIC, WORKS, SAFETY, PRODUCTION)
    share = Share("name", search=("name", "initials", "code"), hint=("code", "area"))
    scope = Supervised("organisation", fellows=True)
    tallied = ("industry", "grade", "standard_level", "scale", "category", "status")
    actions = (
        Action("open_account", "开通账号", "open_account", Enterprise.open_account, refused=accounts.cannot_open),
        Action("reset_password", "重置密码", "reset_password", Enterprise.reset_password, refused=accounts.cannot_reset,
               confirm="重置后原密码和绑定的手机号立即失效，已登录的会话同时退出。确定重置吗？"),
    )  # fmt: skip


class PhotoRegister(Register):
    """单位图片信息 (S-3.2)."""

    model = Photo
    columns = "title", "kind", "unit", "file", "created_at"
    order = ("-created_at",)
    search = ("title",)
    filters = "unit", "kind", "area"
    sections = (Section("单位图片信息", UNIT, "title", "kind", Field("file", label="选择文件", required=True, most=1)),)
    share = Share("title", search=("title",), hint=("kind",))
    scope = Supervised("unit")
    flow = photo_flow

    def spec(self, name: str) -> Spec:
        """As in every Register, but 选择文件 is the form's word only; in a list the column is 图片."""
        return make_spec(Photo, Field("file", most=1)) if name == "file" else super().spec(name)


class PersonRegister(Register):
    """单位人员信息 (S-3.3); the person in charge of safety comes first."""

    model = Person
    columns = "kind", "name", "sex", "post", "phone", "is_full_time", "unit"
    order = "rank", "name"
    search = "name", "initials"
    filters = "unit", "kind", "area"
    sections = (
        Section("人员信息", UNIT, Field("kind", radio=True), NAME, "sex",
                Field("citizen_id", secret=mask_id, check=lambda number: check_citizen_id(tidy_number(number))),
                Field("phone", required=True, secret=mask_phone, check=check_phone),
                "post", "education", "is_full_time", "started_on"),
        Section("证书", Field("certificates", wide=True)),
    )  # fmt: skip
    share = Share("name", search=("name", "initials"), hint=("kind", "post"))
    scope = Supervised("unit")
    flow = person_flow

    def label_of(self, row: Person) -> str:
        """The name, masked where the installation asks for it."""
        return row.shown_name


class ChangeRequestRegister(Register):
    """固定信息更正申请 (S-3.1.f)."""

    model = ChangeRequest
    columns = "unit", "field", "present", "proposed", "state", "created_at"
    order = ("-created_at",)
    search = "proposed", "present"
    filters = "unit", "field", "state", "area"
    sections = (
        Section("更正申请", UNIT, "field",
                Field("proposed", help="区域请填写全称，如“江苏省常州市武进区湖塘镇”；其余按登记表的用词填写"),
                Field("reason", wide=True), Field("evidence", most=5)),
    )  # fmt: skip
    share = Share("proposed", search=("proposed",), hint=("field",))
    scope = Supervised("unit")
    flow = change_request_flow


class Registering(Supervised):
    """A registration belongs to no unit before it claims a file or is accepted; its own area and industry hold till then."""

    def stamp(self, row: Registration) -> None:
        if row.unit is not None:
            row.area_id, row.supervisor_id = row.unit.area_id, row.unit.supervisor_id
        if row.state == registration_flow.start:
            row.authority_id = authority_of(row)


class RegistrationRegister(Register):
    """企业注册 (J-1.a), made by who registers; the authority accepts or returns it, the firm keeps its contact true."""

    model = Registration
    columns = "name", "code", "area", "contact", "phone", "finding", "state", "created_at"
    order = ("-created_at",)
    search = "name", "code"
    filters = "state", "area"
    sections = (
        Section("企业", Field("name", fixed=True), Field("code", fixed=True, check=check_code), Field("area", fixed=True),
                Field("licence", most=1, required=True), Field("finding", fixed=True)),
        Section("联系人", Field("contact", secret=mask_name, check=check_contact),
                Field("citizen_id", secret=mask_id, check=lambda number: check_citizen_id(tidy_number(number))),
                Field("phone", fixed=True, secret=mask_phone, check=check_phone)),
        Section("注册的系统", Field("portal", fixed=True)),
    )  # fmt: skip
    share = Share("name", search=("name", "code"), hint=("code",))
    scope = Registering("unit")
    flow = registration_flow
