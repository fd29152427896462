"""The table: each figure beside its goal. Ratios are what counts: both sides were measured in the same run."""

from programs.search.parameters import PER_PAGE

LARGE, HUGE = 100_000, 1_000_000
MOST_GROWTH = 3  # of the list page from 25,000 to HUGE
PLAIN = {"csv": 25, "xlsx": 5}  # as many times the rows a second of django-import-export
DESK_MS, DESK_QUERIES = 500, 30


def lines(figures, earlier=None):
    """The lines of the table; `earlier` are the figures of 25,000 clinics, for growth."""
    rows = [("figure", "measured", "goal", "")]
    rows += [(name, value, goal, met(holds)) for name, value, goal, holds in goals(figures)]
    if earlier:
        rows += [(name, value, goal, met(holds)) for name, value, goal, holds in growth(figures, earlier)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    head = f"{figures['clinics']} clinics, {figures['database']}, {PER_PAGE} a page"
    return [
        head,
        *(" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows),
    ]


def met(holds):
    return {True: "met", False: "missed", None: ""}[holds]


def goals(f):
    """(figure, measured, goal, whether it is met or None without a goal) of each row."""
    large, huge = f["clinics"] >= LARGE, f["clinics"] >= HUGE
    share = 1 / 120 if large else 1 / 40
    yield ms("a page that says a constant, p50", f["naive_constant_ms"])
    yield against("list page, p50", f, "list", share)
    yield at_most("list page, p95 / p50", f["list_p95_ms"] / f["list_ms"], 2, " x")
    yield at_most("list page / constant page", f["list_ms"] / f["naive_constant_ms"], None, " x")
    yield (
        "list page, of a processor",
        f"{f['busy_ms']:.1f} ms: {1_000 / f['busy_ms']:.0f} pages/s a core",
        "",
        None,
    )
    sizes = f"{f['list_kb']:.0f} KB; naive {f['naive_list_kb']:.0f} KB"
    yield ms(f"list page with no card kept, p50 ({sizes})", f["cold_ms"])
    yield at_most(
        "facets and total in process, p95", f["facets_p95_ms"], 10 if huge else 2 if large else 1, " ms", 2
    )
    yield against("text page, p50", f, "text", 1 / 40)
    yield at_most("text page, broadest word, p50", f["broadest_ms"], 25 if large else 15, " ms")
    yield at_most("ZIP page, p50 beyond the list's", f["near_ms"] - f["list_ms"], 2, " ms")
    yield against(
        f"clinic page, p50 ({f['detail_kb']:.0f} KB; naive {f['naive_detail_kb']:.0f} KB)", f, "detail", 0.7
    )
    yield ms("clinic page that was not kept, p50", f["cold_detail_ms"])
    yield "index built in", f"{f['index_s']:.1f} s", "", None
    yield ms("one clinic read again in place", f["update_ms"])
    seen = f["edit_seen"]
    yield "an edit in the next count of every worker", "yes" if seen else "no", "yes", seen
    yield at_most("the request after an edit, longer by", f["edit_extra_ms"], 1, " ms")
    ratio = f["memory_mb"] / f["naive_memory_mb"]
    limit = 330 if large else 300
    memory = f"{f['memory_mb']:.0f} MB, {ratio:.1f} x naive"
    yield (
        "memory, summed PSS",
        memory,
        f"<= {limit} MB, <= 2.5 x naive",
        f["memory_mb"] <= limit and ratio <= 2.5,
    )
    yield from of_exports(f)
    yield from of_the_desk(f)
    if "import_rows" in f:
        good = f["import_rows"] >= 1000 and f["import_mb"] < 400
        done = f"{f['import_rows']:,.0f} rows/s, {f['import_mb']:.0f} MB"
        yield "import of the federal file", done, ">= 1,000 rows/s, < 400 MB", good


def of_exports(f):
    """The rows about files."""
    share = f["csv_rows"] / f["database_rows"]
    yield plain(
        "CSV export", f, "csv", f", {share:.2f} x database's own", ">= 0.40 x database, ", share >= 0.4
    )
    yield plain("XLSX export", f, "xlsx")
    for name in ("json", "ndjson", "geojson", "hsds"):
        yield f"{name} export", f"{f[f'{name}_rows']:,.0f} rows/s", "", None
    if "few_rows" in f:
        yield same_peak(f, "csv")
        yield same_peak(f, "xlsx")


def of_the_desk(f):
    """The rows about the desk's pages."""
    for name, figure in f.items():
        if name.startswith("desk_"):
            shown = f"{figure['ms']:.0f} ms, {figure['queries']} queries; first {figure['first_ms']:.0f} ms"
            good = figure["ms"] <= DESK_MS and figure["queries"] <= DESK_QUERIES
            yield (
                f"desk: {name.removeprefix('desk_')}",
                shown,
                f"<= {DESK_MS} ms, <= {DESK_QUERIES} queries",
                good,
            )


def plain(name, f, kind, more="", goal="", holds=True):
    """The rates of a format beside those of django-import-export on the same columns."""
    ours, theirs, times = f[f"{kind}_rows"], f[f"plain_{kind}_rows"], PLAIN[kind]
    shown = f"{ours:,.0f} rows/s{more}, {ours / theirs:.1f} x django-import-export ({theirs:,.0f})"
    return name, shown, f"{goal}>= {times} x django-import-export", holds and ours >= times * theirs


def same_peak(f, kind):
    """The peak memory of many rows beside that of few."""
    few, many = f[f"{kind}_few_mb"], f[f"{kind}_many_mb"]
    shown = f"{few:.0f} and {many:.0f} MB: {many / few:.2f} x"
    name = f"{kind} peak, {f['few_rows']:,} and {f['many_rows']:,} rows"
    return name, shown, "0.90 to 1.10 x", 0.9 <= many / few <= 1.1


def ms(name, value):
    return name, f"{value:.2f} ms", "", None


def at_most(name, value, limit, unit, digits=1):
    goal = f"<= {limit}{unit}" if limit is not None else ""
    return name, f"{value:.{digits}f}{unit}", goal, None if limit is None else value <= limit


def against(name, f, page, share):
    """A page beside the naive one."""
    ours, naive = f[f"{page}_ms"], f[f"naive_{page}_ms"]
    shown = f"{ours:.1f} ms, naive {naive:.0f} ms: 1/{naive / ours:.0f}" if share < 0.5 else None
    shown = shown or f"{ours:.1f} ms, naive {naive:.1f} ms: {ours / naive:.2f} x"
    goal = f"<= 1/{1 / share:.0f} naive" if share < 0.5 else f"<= {share} x naive"
    return name, shown, goal, ours <= naive * share


def growth(figures, earlier):
    """Rows like those of goals(): how many times as much each figure is as with 25,000 clinics."""
    for name in (
        "list_ms",
        "naive_list_ms",
        "text_ms",
        "near_ms",
        "detail_ms",
        "facets_ms",
        "index_s",
        "memory_mb",
    ):
        limit = MOST_GROWTH if name == "list_ms" and figures["clinics"] >= HUGE else None
        yield at_most(f"growth since 25,000: {name}", figures[name] / earlier[name], limit, " x")
