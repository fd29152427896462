"""What a browser tells about the page it shows: what overflows, what is small, what covers what."""

import re
from collections import defaultdict

from axe_playwright_python.sync_playwright import Axe

STORED = """() => indexedDB.databases().then((databases) => [
    document.cookie, localStorage.length, sessionStorage.length, databases.length])"""
# WCAG 2.2, 1.4.12: what a reader may set without any loss.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
}"""
# WCAG 2.2, 1.4.4: text of twice the size.
ENLARGED = """() => {
    const sheet = new CSSStyleSheet();
    const now = parseFloat(getComputedStyle(document.documentElement).fontSize);
    sheet.replaceSync(`html { font-size: ${2 * now}px !important; }`);
    document.adoptedStyleSheets = [sheet];
}"""
# What stays in place while the page scrolls takes a quarter of the window at most.
STICKY = """() => [...document.querySelectorAll('body *')]
    .filter((one) => /sticky|fixed/.test(getComputedStyle(one).position))
    .every((one) => one.getBoundingClientRect().height <= innerHeight / 4 || one.closest('table'))"""
# What stays in place lies over the page: a strip from side to side at the edge of the window hides no part of a line.
FLOATING = """() => [...document.querySelectorAll('body *')].filter((one) => {
    const style = getComputedStyle(one);
    if (!/sticky|fixed/.test(style.position) || one.closest('table') || !one.checkVisibility()) return false;
    const box = one.getBoundingClientRect();
    const stuck = Math.abs(box.top - parseFloat(style.top)) < 1
        || Math.abs(innerHeight - box.bottom - parseFloat(style.bottom)) < 1;
    if (style.position === 'sticky' && !stuck) return false;
    const edge = box.top <= 0 || box.bottom >= innerHeight;
    const whole = box.left <= 0 && box.right >= document.documentElement.clientWidth;
    const opaque = /^rgb\\(/.test(style.backgroundColor);
    return !(edge && whole && opaque);
}).map((one) => `${one.className} at ${scrollY}`)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => [...document.querySelectorAll('body *')].filter((one) => {
    const style = getComputedStyle(one);
    const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
    const over = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    const shown = one.clientWidth > 1 && one.innerText?.trim() && !one.closest('.visually-hidden, [aria-hidden=true]');
    return hides && over && shown;
}).map((one) => one.outerHTML.slice(0, 120))"""
# A link within a sentence is as high as its line (WCAG 2.5.8, inline).
SMALL = """(least) => [...document.querySelectorAll('a[href], button, select, input:not([type=hidden]), summary')]
    .filter((one) => {
        if (!one.checkVisibility({ visibilityProperty: true })) return false;
        if (one.closest('svg, .skip, .visually-hidden')) return false;
        const label = one.matches('[type=checkbox], [type=radio]') && one.closest('label');
        const box = (label || one).getBoundingClientRect();
        const around = (one.closest('p, li, dd, td, th, cite') || one.parentElement).textContent.trim();
        const inLine = getComputedStyle(one).display === 'inline' && around !== one.textContent.trim();
        return !inLine && (box.height < least - .5 || box.width < least - .5);
    }).map((one) => `${Math.round(one.getBoundingClientRect().width)}x${
        Math.round(one.getBoundingClientRect().height)} ${one.outerHTML.slice(0, 120)}`)"""
LINKS = """() => [...document.querySelectorAll('a[href]')].filter((one) => one.checkVisibility()).map((one) => [
    (one.getAttribute('aria-label') || one.textContent).replace(/\\s+/g, ' ').trim(),
    new URL(one.getAttribute('href'), location).href])"""
# Where the keyboard is, and what is wrong there: not outlined, out of sight, or under something else.
# In a table that scrolls by itself its beginning counts: a link may be wider than the room beside the sticky column.
STOP = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const inner = one.getBoundingClientRect().width > 9 ? one : one.closest('label') || one;
    const drawn = one.closest('svg');
    const ringed = [one, inner, one.nextElementSibling, ...(drawn ? one.querySelectorAll('*') : [])].some((each) => {
        const style = each && getComputedStyle(each);
        return style && (drawn ? parseFloat(style.strokeWidth) / 2 : parseFloat(style.outlineWidth)) >= 2
            && (drawn || style.outlineStyle !== 'none');
    });
    const box = [...inner.getClientRects()][0];
    const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => [
        box.left + x * box.width, box.top + y * box.height]);
    const seen = (each) => each.every(([x, y]) => {
        const hit = document.elementFromPoint(x, y);
        return hit && (inner.contains(hit) || hit.contains(inner));
    });
    const large = box.height > innerHeight - 160;
    const wrong = [];
    if (!ringed) wrong.push('no outline');
    const start = [box.left + Math.min(box.width / 2, 24), box.top + box.height / 2];
    const looked = large ? [] : one.closest('.table-box') ? [start] : points;
    const inSight = drawn ? points[0][1] > 0 && points[0][1] < innerHeight : seen(looked);
    if (!inSight) wrong.push(`covered or out of sight at ${
        Math.round(box.left)},${Math.round(box.top)} ${Math.round(box.width)}x${Math.round(box.height)}, under ${
        points.map(([x, y]) => document.elementFromPoint(x, y)?.className).join()}`);
    one.dataset.stop = 'seen';
    const ours = one.matches('.skip') ? 'skip' : one.matches('[data-leave]') ? 'leave' : one.outerHTML.slice(0, 100);
    return [ours, wrong.join(', ')];
}"""
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Ene|Abr|Ago|Dic"
# What differs from one day or run to the next.
VARIES = [
    (re.compile(rf"\b\d{{1,2}} (?:de )?(?:{MONTHS})[a-z]* (?:de )?\d{{4}}", re.IGNORECASE), "DAY"),
    (re.compile(r"\b(?:Program|Clinic|Organization|Source) \d+\b"), "NAME"),
    (re.compile(r"\(\d{3}\) 555-\d{4}|\+1520555\d{4}"), "PHONE"),
    (re.compile(r"localhost:\d+"), "HOST"),
    (re.compile(r"\b\d+ Invented Street"), "N Invented Street"),
]


def findings(page):
    """What axe finds, one line each."""
    violations = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in violations for node in rule["nodes"]]


def floating(page, step=300):
    """What lies over the page without being a strip of the window, looked for from the second screen to the end."""
    found = []
    for place in range(step, page.evaluate("document.documentElement.scrollHeight - innerHeight"), step):
        page.evaluate("(place) => scrollTo(0, place)", place)
        found += page.evaluate(FLOATING)
    return found


def sideways(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate(SIDEWAYS)


def shared_names(page):
    """{name: [addresses]} of links of one name that lead to several places; what stands in front of # counts."""
    named = defaultdict(set)
    for name, address in page.evaluate(LINKS):
        named[name].add(address)
    return {name: sorted(addresses) for name, addresses in named.items() if len(addresses) > 1 or not name}


def stops(page, most=400):
    """[(what has the focus, what is wrong there)] from the top of the page until the keyboard has been everywhere."""
    page.evaluate("document.querySelector('.skip').focus()")
    found = [tuple(page.evaluate(STOP))]
    for _step in range(most):
        page.keyboard.press("Tab")
        again = page.evaluate("document.activeElement.dataset.stop === 'seen'")
        stop = None if again else page.evaluate(STOP)
        if stop is None:
            return found
        found.append(tuple(stop))
    raise AssertionError(f"The keyboard is still on its way after {most} steps")


def tree(page, part="main"):
    """The accessibility tree of a part of the page, without addresses and what differs from day to day."""
    text = re.sub(r"\n *- /url:.*", "", page.locator(part).aria_snapshot())
    for pattern, word in VARIES:
        text = pattern.sub(word, text)
    return text + "\n"
