"""Whether everybody can use the page that is open: axe in both themes, the narrowest phone, the keyboard."""

from __future__ import annotations

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}
WIDTH = 320  # WCAG 1.4.10: no scrolling in two directions at this width
DESK = {"width": 1400, "height": 900}
# What the keyboard can stand on must look different when it does. GOV.UK draws the ring of a radio on its label.
UNSEEN_FOCUS = """() => {
    const look = element => {
        const drawn = [getComputedStyle(element)];
        if (['radio', 'checkbox'].includes(element.type) && element.labels?.[0])
            drawn.push(getComputedStyle(element.labels[0], '::before'));
        return JSON.stringify(drawn.map(s => [s.outlineStyle == 'none' ? '' : s.outlineWidth + s.outlineColor,
            s.boxShadow, s.backgroundColor, s.borderWidth, parseFloat(s.borderTopWidth) ? s.borderTopColor : '']));
    };
    const can = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const unseen = [];
    let tried = 0;
    for (const element of document.querySelectorAll(can)) {
        if (!element.checkVisibility() || element.disabled) continue;
        document.activeElement.blur();
        const before = look(element);
        element.focus({preventScroll: true});
        if (document.activeElement !== element) continue;
        tried += 1;
        if (look(element) === before) unseen.push(element.outerHTML.slice(0, 160));
    }
    return {tried, unseen};
}"""


def faults(page: Page) -> list[str]:
    """What keeps somebody from using the page, each in a line; empty when nothing does."""
    page.evaluate(Axe().axe_script)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = _grave(page)
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark theme, {fault}" for fault in _grave(page, "color-contrast")]
    return found + _unseen_focus(page) + _sideways(page)


def _grave(page: Page, *rules: str) -> list[str]:
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    violations = page.evaluate(f"axe.run({json.dumps(options)}).then(found => found.violations)")
    grave = [one for one in violations if one["impact"] in SERIOUS]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in grave for node in one["nodes"]]


def _unseen_focus(page: Page) -> list[str]:
    page.keyboard.press("Tab")  # from now on the browser draws the focus as it does for the keyboard
    focus = page.evaluate(UNSEEN_FOCUS)
    assert focus["tried"], "nothing on the page takes the keyboard"
    return [f"the focus is not seen on {element}" for element in focus["unseen"]]


def _sideways(page: Page) -> list[str]:
    page.set_viewport_size({"width": WIDTH, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"the page is {width} wide on a phone of {WIDTH}"] if width > WIDTH else []
