"""Article text: simple marks (Markdown) become safe HTML; HTML in the text stays text."""

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# Pictures come as attachments, where scope is asked; a picture address in the text would be fetched from anywhere.
_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")


def html_of(text: str) -> Markup:
    """The text as HTML. Headings start below the page's own; links open without telling where they were clicked."""
    tokens = _reader.parse(text)
    for token in tokens:
        _tame(token)
    return Markup(_reader.renderer.render(tokens, _reader.options, {}))


def _tame(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    if token.type == "link_open":
        token.attrSet("rel", "noopener noreferrer")
    if token.type in ("th_open", "td_open"):
        # Column alignment would arrive as a style attribute, which the site's policy forbids.
        token.attrs.pop("style", None)
    for child in token.children or ():
        _tame(child)
