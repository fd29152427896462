"""Light pages: what a first visit loads, measured in the browser; and nothing that jumps while it loads."""

import gzip

import pytest

pytestmark = pytest.mark.browser
KB = 1024
PAGES = ["home", "list", "whole list", "clinic", "safety", "map", "comparison", "missing", "Spanish home"]
MOST = {"requests": 15, "all": 100 * KB, "stylesheet": 12 * KB, "script": 4 * KB}
SHIFTED = """() => new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 300);
})"""


def size(response):
    """The bytes of an answer as a server sends them: compressed, but for fonts, which are already."""
    body = response.body()
    return len(body if response.request.resource_type == "font" else gzip.compress(body, 6))


def load(page, path):
    """{kind: bytes or number} of a first visit."""
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    loaded = {"requests": len(answers), "all": sum(map(size, answers))}
    for kind in ("stylesheet", "script"):
        loaded[kind] = sum(size(answer) for answer in answers if answer.request.resource_type == kind)
    return loaded


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_is_light_and_stands_still(tab, site, name):
    page = tab(360, 640)
    loaded = load(page, site[name])
    assert {kind: (loaded[kind], most) for kind, most in MOST.items() if loaded[kind] > most} == {}
    assert loaded["stylesheet"] > 0
    assert page.evaluate(SHIFTED) == 0
