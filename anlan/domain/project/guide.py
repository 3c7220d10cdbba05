"""系统流程说明: the six flows of manual W 2.2 and its two kinds of users, each in a sentence, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stretch:
    """Part of a flow: who does it, and what."""

    who: str
    does: str


@dataclass(frozen=True)
class Process:
    """One of the flows. ``registers``: whose pages it leads through; ``links``: named addresses besides (label, name)."""

    title: str
    says: str
    stretches: tuple[Stretch, ...]
    registers: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


COLLECTS, OVERSEES = "采集用户", "水行政监管用户"
KINDS_OF_USERS = (
    (
        COLLECTS,
        "项目法人、监理单位、施工单位和其他生产经营单位：通过危险源管理、隐患管理、事故管理、报表管理填报数据。",
    ),
    (OVERSEES, "水行政主管部门：通过危险源监管、隐患监管、事故监管，对上报的采集信息进行管理。"),
)

PROCESSES = (
    Process(
        "用户访问流程",
        "先确认账号已经注册并分配权限，再登录；登录不成功的，联系系统客服。",
        (
            Stretch("业务用户", "访问系统地址，浏览器自动跳转到登录页面"),
            Stretch("业务用户", "扫码，或用手机号加验证码登录"),
            Stretch("系统", "登录成功即可办理日常业务；不成功的，页面说明原因和联系方式"),
        ),
        (),
        (("登录设备和会话", "people:sessions"), ("修改密码", "people:password")),
    ),
    Process(
        "危险源流程",
        "各单位按安全风险分级管控制度填报，重大的由项目法人核对后报送直管水行政主管单位监管。",
        (
            Stretch("项目法人", "创建工程、划分标段、分配标段"),
            Stretch("施工单位", "选择分配到的标段，填写危险源"),
            Stretch("项目法人", "核对无误后，报送重大危险源"),
            Stretch("水行政主管部门", "设置监管责任人和电话，完成后显示“已监管”"),
        ),
        ("project", "section", "participation", "risksource", "dangerousgoods"),
    ),
    Process(
        "隐患流程",
        "发现、整改、上报三件事分开走；被督办的隐患整改完成后，由直管水行政主管单位同意销号。",
        (
            Stretch("监理单位", "录入本单位标段隐患和施工单位隐患，整改本单位标段隐患"),
            Stretch("施工单位", "录入和整改本单位隐患"),
            Stretch("项目法人", "确认无误后上报；被督办的整改完成后申请销号"),
            Stretch("水行政主管部门", "督办、逐级上报或退回；同意销号后显示“已销号”"),
        ),
        ("waterhazard",),
    ),
    Process(
        "事故流程",
        "单位负责人接到事故报告后1小时内报告，情况紧急时现场人员可以越级上报；事后填写事故说明。",
        (
            Stretch("项目法人", "填报事故快报并上报；上报后自动生成当月一条事故月报记录"),
            Stretch("施工单位、项目法人", "填报事故月报"),
            Stretch("监理单位", "查看施工单位的事故月报"),
            Stretch("水行政主管部门", "快报、月报逐级上报"),
        ),
        ("quickreport", "accidentrecord"),
    ),
    Process(
        "应急预案流程",
        "编制预案并备案，按期评审和演练，联系人随时可查。",
        (
            Stretch("项目法人、施工单位", "登记应急预案及其发布、评审日期，登记演练和应急联系人"),
            Stretch("水行政主管部门", "查看辖区内的预案和演练"),
        ),
        ("emergencyplan", "drill", "emergencycontact"),
    ),
    Process(
        "安全责任险流程",
        "安责险以标段为单位投保；由项目法人填报，监理单位购买的也由项目法人填报。",
        (
            Stretch("项目法人", "标段已分配的，投保单位可选参建单位；没有分配的，只能选项目法人"),
            Stretch("项目法人", "新增安全责任险，到期前按提示续保"),
        ),
        ("insurancepolicy", "policy", "claim"),
    ),
)  # fmt: skip
