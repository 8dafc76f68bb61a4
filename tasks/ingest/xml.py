"""XML as it arrives: parsed as far as it can be, with nothing fetched and no entity of its own making."""

from html import escape

from lxml import etree


def root(content: bytes) -> etree._Element | None:
    """The root element; None where there is none. External entities, DTDs and the network stay shut.

    >>> root(b"<rss><channel>").tag, root(b"Shares rose.")
    ('rss', None)
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        remove_comments=True, remove_pis=True, huge_tree=False,
    )  # fmt: skip
    try:
        return etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; of malformed XML it may be no name that XML allows."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: etree._Element | None) -> str:
    """All text inside the element, in one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def markup(element: etree._Element, without: tuple[str, ...] = ()) -> str:
    """What the element holds, as HTML: without namespaces, and without some elements and all in them.

    >>> markup(etree.fromstring(b'<body xmlns="http://x"><p>a <b>b</b></p><media>c</media></body>'), without=("media",))
    '<p>a <b>b</b></p>'
    """
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        name = local_name(child) if isinstance(child.tag, str) else ""
        if name and name not in without:
            parts.append(f"<{name}>{markup(child, without)}</{name}>")
        parts.append(escape(child.tail or "", quote=False))
    return "".join(parts).strip()
