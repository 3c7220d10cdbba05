"""Importing a sheet of firms, and asking for a password code by SMS: work that background jobs finish."""

import io
import re
import uuid

import xlsxwriter

from .client import Client, GaveUp

IMPORT = "/self_check/firms/import/"
LINES = 12
LOOKS = 40


class Importer:
    """Uploads a sheet, waits for the check, confirms."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def sheet(self, names: list[str]) -> bytes:
        """A workbook of firms that are not there yet."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as file:
            page = file.add_worksheet()
            page.write_row(0, 0, ["生产经营单位名称", "统一社会信用代码", "所属镇（区域）", "监管行业"])
            for line, name in enumerate(names, 1):
                page.write_row(line, 0, [name, "暂不清楚", "江苏省常州市武进区湖塘镇", "危险化学品"])
        return out.getvalue()

    def turn(self) -> None:
        """One sheet. What was confirmed is acknowledged; a check that a killed worker holds is left alone."""
        names = [f"导入{uuid.uuid4().hex[:20]}有限公司" for _ in range(LINES)]
        page = self.client.send("GET", IMPORT)
        token = {"csrfmiddlewaretoken": _hidden(page.text, "csrfmiddlewaretoken")}
        body = self.sheet(names)
        sent = self.client.send("POST", IMPORT, data=token, files={"file": ("企业.xlsx", body)})
        if not self.client.expect(sent, (302,), "导入"):
            return
        where = sent.headers["Location"]
        for _ in range(LOOKS):
            page = self.client.send("GET", where)
            if "确认导入" in page.text:
                break
            if "正在检查" not in page.text:
                self.client.ledger.fault(f"导入检查：{self.client.words(page)}")
                return
            self.client.pause.wait(0.3)
        else:
            self.client.ledger.count("imports left")
            return
        confirmed = self.client.send("POST", where, data=token)
        if self.client.expect(confirmed, (302,), "确认导入"):
            with self.client.ledger.lock:
                self.client.ledger.firms += names
                self.client.ledger.figures["imports"] += 1


class Forgetful:
    """Asks for codes by SMS; who reads the picture for it looks into the database."""

    def __init__(self, client: Client, names: list[str]) -> None:
        self.client, self.names = client, names

    def turn(self) -> None:
        """One code, if the picture's answer still holds when the request gets through."""
        page = self.client.send("GET", "/people/forgot/")
        key = _hidden(page.text, "captcha_0")
        said = {"csrfmiddlewaretoken": _hidden(page.text, "csrfmiddlewaretoken"), "captcha_0": key}
        answer = self.client.once("POST", "/people/forgot/", data=said | {
            "username": self.client.random.choice(self.names), "captcha_1": _answer_of(key),
        })  # fmt: skip
        if answer is not None and self.client.expect(answer, (302, 422), "忘记密码") and answer.status_code == 302:
            self.client.ledger.count("codes asked for")
        self.client.pause.wait(1)


def _answer_of(key: str) -> str:
    from captcha.models import CaptchaStore
    from django.db import Error, close_old_connections

    try:
        close_old_connections()
        return str(CaptchaStore.objects.values_list("response", flat=True).get(hashkey=key))
    except (Error, CaptchaStore.DoesNotExist) as error:
        raise GaveUp("captcha") from error


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    if not found:
        raise GaveUp(f"no {name}")
    return found.group(1)
