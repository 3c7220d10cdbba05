"""Who reads an article, when its 更新日期 moves, and what its text may hold."""

from datetime import date
from typing import Any

import pytest
from django.http import Http404

from anlan.domain.news.models import Article
from anlan.domain.news.pages import article_text, latest, published
from anlan.domain.news.rules import names_in
from anlan.domain.news.text import html_of
from anlan.kernel.act.act import Act, Forbidden, Refused, deliver
from anlan.kernel.clock import today
from anlan.kernel.register.registry import register


def written(seat: Any, publish: bool = True, **values: Any) -> Article:
    """An article, published unless told otherwise."""
    entered = {"title": "安全生产月", "kind": "news", "body": "**主题**"} | values
    row = deliver(Act(seat, "article", "create", values=entered)).row
    if publish:
        row = deliver(Act(seat, "article", "publish", record=row.pk)).row
    return row


def test_a_published_article_is_read_below_its_area(county: Any) -> None:
    article = written(county.town)
    assert article.published_on == today()
    assert [a.pk for a in published(county.cook, "news")] == [article.pk]
    assert not published(county.weaver, "news").exists()
    assert [a.pk for a in published(county.office, "news")] == [article.pk]


def test_drafts_and_withdrawn_articles_are_not_for_firms(county: Any) -> None:
    draft, article = written(county.office, publish=False), written(county.office)
    assert not register("article").rows(county.cook).filter(pk=draft.pk).exists()
    assert register("article").rows(county.office).filter(pk=draft.pk).exists()
    deliver(Act(county.office, "article", "withdraw", record=article.pk))
    assert not register("article").rows(county.cook).filter(pk=article.pk).exists()
    with pytest.raises(Http404):
        article_text(county.cook, "news", str(article.pk))


def test_a_firm_and_a_lower_level_change_nothing(county: Any) -> None:
    article = written(county.office)
    for seat in (county.cook, county.town):
        with pytest.raises(Forbidden):
            deliver(Act(seat, "article", "change", record=article.pk, values={"title": "改"}))
        with pytest.raises(Forbidden):
            deliver(Act(seat, "article", "withdraw", record=article.pk))
    with pytest.raises(Refused, match="管辖"):
        written(county.town, area="3204012")


def test_a_change_moves_the_update_date(county: Any) -> None:
    article = written(county.office, published_on="2026-01-05")
    assert article.published_on == date(2026, 1, 5)
    deliver(Act(county.office, "article", "change", record=article.pk, values={"body": "新"}))
    article.refresh_from_db()
    assert article.published_on == today()
    deliver(Act(county.office, "article", "change", record=article.pk, values={"published_on": "2026-02-01"}))
    article.refresh_from_db()
    assert article.published_on == date(2026, 2, 1)


def test_lists_go_by_update_date_and_the_home_page_puts_pinned_first(county: Any) -> None:
    old = written(county.office, title="旧", published_on="2026-01-01", pinned="是")
    new = written(county.office, title="新", published_on="2026-03-01")
    written(county.office, title="帮助", kind="help")
    assert [a.pk for a in published(county.cook, "news")] == [new.pk, old.pk]
    assert [a.pk for a in latest(county.cook, "news", 5)] == [old.pk, new.pk]
    assert [a.pk for a in latest(county.cook, "news", 1)] == [old.pk]


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("**重点**", "<strong>重点</strong>", "**"),
        ("# 标题", "<h2>标题</h2>", "<h1"),
        ("<script>alert(1)</script>", "&lt;script&gt;", "<script"),
        ("[点](javascript:alert(1))", "点", "<a"),
        ("[网](https://example.org)", 'rel="noopener noreferrer"', "javascript"),
        ("![图](https://example.org/a.png)", "图", "<img"),
        ("| 甲 | 乙 |\n|:-:|--:|\n| 1 | 2 |", "<table>", "style"),
    ],
)
def test_text_is_marked_up_safely(text: str, held: str, not_held: str) -> None:
    found = html_of(text)
    assert held in found
    assert not_held not in found


def test_names_are_read_one_a_line() -> None:
    assert names_in(" 甲公司\r\n乙公司；丙公司\n\n甲公司 ") == ["甲公司", "乙公司", "丙公司"]
