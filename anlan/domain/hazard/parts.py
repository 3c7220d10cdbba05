"""Columns that only a major hazard fills, one abstract part for each document it brings about.

Each document is entered by a move of the hazard, so that it is filed and the hazard moved in one act; the step keeps
what was filed each time, the columns hold what is in force.
"""

from django.db import models

from anlan.kernel.register.modelfields import FilesField

from .kinds import ListingLevel


class SpecialReport(models.Model):
    """专项报告: its three contents are those of 武政办发〔2013〕110号第十四条."""

    report_cause = models.TextField("隐患的现状及其产生原因", blank=True, max_length=4000, editable=False)
    report_severity = models.TextField("隐患的危害程度和整改难易程度分析", blank=True, max_length=4000, editable=False)
    report_plan = models.TextField("隐患的治理方案", blank=True, max_length=4000, editable=False)
    report_files = FilesField("书面专项报告", editable=False)
    reported_specially_at = models.DateTimeField("专项报告提交时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class FivePoints(models.Model):
    """五落实 without the person, who stands on the hazard itself: measures, money, time and precautions.

    Source: 浙江省安全生产条例 names goal, method, money, person, time and interim measures; the trade's 五落实 is 依据待核.
    """

    plan_measures = models.TextField("采取的方法和措施", blank=True, max_length=4000, editable=False)
    plan_money = models.DecimalField(
        "治理资金（万元）", max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    plan_due_on = models.DateField("治理时限", null=True, blank=True, editable=False)
    plan_emergency = models.TextField("安全措施和应急预案", blank=True, max_length=4000, editable=False)

    class Meta:
        abstract = True


class RectificationPlan(FivePoints):
    """治理方案: goal, measures, money, persons, time and precautions.

    The six contents are those of 安全生产事故隐患排查治理暂行规定(总局令第16号)第十五条 (依据待核: known only from a paraphrase).
    """

    plan_goal = models.TextField("治理的目标和任务", blank=True, max_length=2000, editable=False)
    plan_responsible = models.CharField("治理责任人", max_length=60, blank=True, editable=False)
    plan_files = FilesField("方案附件", editable=False)
    planned_at = models.DateTimeField("方案报送时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Supervision(models.Model):
    """督办: the notice by which an authority takes a hazard under supervision, and its end."""

    listing_number = models.CharField("督办文号", max_length=60, blank=True, editable=False)
    listed_on = models.DateField("挂牌日期", null=True, blank=True, editable=False)
    listing_due_on = models.DateField("督办期限", null=True, blank=True, editable=False)
    listing_content = models.TextField("督办要求", blank=True, max_length=4000, editable=False)
    delisted_on = models.DateField("销号日期", null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Listing(Supervision):
    """挂牌督办 of a major hazard, which has a level of government."""

    listing_level = models.CharField(
        "督办级别", max_length=10, choices=ListingLevel.choices, blank=True, default="", editable=False
    )

    class Meta:
        abstract = True


class Extension(models.Model):
    """延期: what was asked for last; each request and its decision stay in the steps."""

    extension_due_on = models.DateField("申请延期至", null=True, blank=True, editable=False)
    extension_reason = models.TextField("延期理由", blank=True, max_length=2000, editable=False)
    extended = models.PositiveSmallIntegerField("已延期次数", default=0, editable=False)

    class Meta:
        abstract = True
