"""What an XML schema says, path by path, so that two schemas written in different ways can be compared exactly."""

from __future__ import annotations

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
_GROUPS = (f"{XS}sequence", f"{XS}all", f"{XS}choice")


class Structure:
    """`said` holds for each path of a document: place and cardinality, kind of text, fixed value, attributes."""

    def __init__(self, schema: etree._Element, documents: list[str]) -> None:
        self._named = {(child.tag, child.get("name")): child for child in schema if child.get("name")}
        self.said: dict[str, object] = {}
        for document in documents:
            self._element(document, self._named[(f"{XS}element", document)])

    def _element(self, path, element):
        inner = element.find(f"{XS}complexType")
        kind = inner if inner is not None else self._named.get((f"{XS}complexType", element.get("type")))
        self.said[f"{path} fixed"] = element.get("fixed")
        if kind is None:
            self.said[f"{path} text"] = self._plain(element.get("type"))
            return
        base = kind.find(f"{XS}simpleContent/{XS}extension")
        self.said[f"{path} text"] = None if base is None else self._plain(base.get("base"))
        for attribute in (kind if base is None else base).findall(f"{XS}attribute"):
            use = attribute.get("use", "optional")
            self.said[f"{path}/@{attribute.get('name')}"] = (use, self._plain(attribute.get("type")))
        for group in (child for child in kind if child.tag in _GROUPS):
            self._group(path, group)

    def _group(self, path, group):
        alternatives = group.tag == f"{XS}choice"
        inside = [child for child in group if child.tag in (f"{XS}element", *_GROUPS)]
        for place, child in enumerate(inside):
            if child.tag in _GROUPS:
                self._group(path, child)
                continue
            real = self._named[(f"{XS}element", child.get("ref"))] if child.get("ref") else child
            below = f"{path}/{real.get('name')}"
            where = "choice" if alternatives else "all" if group.tag == f"{XS}all" else place
            self.said[below] = (where, child.get("minOccurs", "1"), child.get("maxOccurs", "1"))
            self._element(below, real)

    def _plain(self, name):
        """A simple type without its prefix; one that restricts nothing is its base."""
        simple = self._named.get((f"{XS}simpleType", name))
        restriction = simple.find(f"{XS}restriction") if simple is not None else None
        adds_nothing = restriction is not None and not restriction.findall(f"{XS}*")
        return (restriction.get("base") if adds_nothing else name).removeprefix("xs:")
