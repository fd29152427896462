"""The desk's conflicts: the list where they wait, and a page for each. Decisions run through publishing."""

from collections import Counter

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.admin.conflict_filters import ConflictFilter
from programs.admin.conflict_forms import EditForm
from programs.admin.conflict_rows import label_of, rows, seen
from programs.models import Conflict
from programs.models.claims import day
from programs.models.facts import kind_of
from programs.publishing import Stale
from programs.publishing.conflicts import Decided, edit, entry_of, keep_ours, take_theirs

PER_PAGE = 50
LOST = 409
KEEP, TAKE, EDIT, NONE = "keep", "take", "edit", "none"
VERBS = {KEEP: keep_ours, TAKE: take_theirs}
NARROWING = ("source", "state", "field", "clinic")
KNOWN = (*NARROWING, "decided", "page", "ticked")


class Wrong(Exception):
    """A decision that was not made; `words` say why, `status` how the page answers."""

    def __init__(self, words, status=200):
        self.words, self.status = words, status
        super().__init__(words)


def require(request):
    """Raise PermissionDenied unless the person may see conflicts, and decide them where the request does."""
    needed = "view" if request.method in ("GET", "HEAD") else "change"
    if not request.user.has_perm(f"programs.{needed}_clinic"):
        raise PermissionDenied


def conflict_list(request):
    """The conflicts that wait, narrowed by the address; a POST decides one, or all that are ticked."""
    require(request)
    if request.method == "POST":
        return decide_in_list(request)
    chosen = ConflictFilter(request.GET)
    page = Paginator(chosen.conflicts(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": _("Import conflicts"),
        "filter": chosen,
        "filtered": any(request.GET.get(name) for name in NARROWING),
        "page": page,
        "rows": rows(page.object_list),
        "may_write": request.user.has_perm("programs.change_clinic"),
        "ticked": request.GET.get("ticked") == "all",
        "query": known_query(request),
    }
    return TemplateResponse(request, "admin/conflicts.html", context)


def known_query(request):
    """The parameters of the list, as the links and forms of its pages carry them on."""
    query = request.GET.copy()
    for name in set(query) - set(KNOWN):
        del query[name]
    return query


def list_address(request):
    query = known_query(request)
    query.pop("ticked", None)
    return reverse("admin:conflicts") + (f"?{query.urlencode()}" if query else "")


def decide_in_list(request):
    """Do what the pressed button says, report it, and go back to the list as it was."""
    verb, _colon, one = request.POST.get("act", "").partition(":")
    if verb == NONE:
        return nothing_pressed(request, list_address(request))
    pks = [one] if one else request.POST.getlist("chosen")
    if verb not in VERBS or not all(is_key(pk) for pk in pks):
        raise Http404
    if not pks:
        messages.error(request, _("Nothing is ticked: tick the conflicts to decide."))
    report(request, verb, decide_all(request, verb, pks[:PER_PAGE]))
    return HttpResponseRedirect(list_address(request) + (f"#conflict-{next_of(request, one)}" if one else ""))


def nothing_pressed(request, address):
    """Answer the Enter key, which presses no button of its own."""
    messages.info(request, _("Nothing was decided: press one of the buttons."))
    return HttpResponseRedirect(address)


def is_key(text):
    return text.isdecimal() and text.isascii() and len(text) < 19


def next_of(request, pk):
    """The conflict that stood after `pk` on the page, where reading goes on."""
    shown = [name.removeprefix("seen-") for name in request.POST if name.startswith("seen-")]
    after = shown[shown.index(pk) + 1 :] if pk in shown else []
    return after[0] if after and is_key(after[0]) else "top"


def decide_all(request, verb, pks):
    """[(conflict or None, why it was not decided, or empty)] of each; several of one entry follow each other."""
    found = load().in_bulk(pks)
    done, versions = [], {}
    for pk in pks:
        conflict = found.get(int(pk))
        if conflict is None:
            done.append((None, _("it is over: the source and the entry agree by now")))
            continue
        entry = entry_of(conflict)
        key = kind_of(entry), entry.pk
        token = request.POST.get(f"seen-{pk}", "")
        try:
            version = current(versions.get(key), token)
            held = decide_one(conflict, token, version, VERBS[verb], request.user)
            versions[key] = token.partition("-")[0], entry_of(held).version
            done.append((conflict, ""))
        except Wrong as wrong:
            done.append((conflict, wrong.words))
    return done


def current(moved, token):
    """The version to decide over: the one that was seen, or the one that this very request made of it."""
    version = token.partition("-")[0]
    if moved and moved[0] == version:
        return moved[1]
    return int(version) if is_key(version) else 0


def load():
    return Conflict.objects.select_related(
        "clinic__organization", "program__clinic", "program__medicine", "source", "decided_by"
    )


def decide_one(conflict, token, version, verb, by, *value, **said):
    """Run a verb over what was seen; raises Wrong, in words for the person, when it is not done."""
    if token.partition("-")[2] != seen(conflict, 0).partition("-")[2]:
        raise Wrong(_("the source offers something else by now: look at it again"), LOST)
    try:
        return verb(conflict, *value, by=by, version=version, offered=conflict.offered, **said)
    except Decided as decided:
        raise Wrong(decided_words(decided.conflict), LOST) from decided
    except Stale as stale:
        raise Wrong(
            _("somebody has changed the entry since this page was made: look at it again"), LOST
        ) from stale
    except ValidationError as wrong:
        raise Wrong(" ".join(wrong.messages)) from wrong
    except (ValueError, LookupError) as wrong:
        raise Wrong(_("the entry cannot hold this value: %(why)s") % {"why": wrong}) from wrong


def decided_words(conflict):
    """What has become of a conflict that no longer waits."""
    if conflict is None:
        return _("it is over: the source and the entry agree by now")
    if conflict.decision == Conflict.Decision.WAITING:
        return _("the source offers something else by now: look at it again")
    words = {
        "by": conflict.decided_by or "–",
        "decision": conflict.get_decision_display(),
        "day": day(conflict.decided_at and timezone.localdate(conflict.decided_at)),
    }
    return _("it is decided already, by %(by)s on %(day)s: %(decision)s") % words


def report(request, verb, done):
    """Say how many were decided, and of each other one why not."""
    decided = sum(not why for _conflict, why in done)
    if decided:
        words = {
            KEEP: ngettext("Kept ours: %(n)d conflict.", "Kept ours: %(n)d conflicts.", decided),
            TAKE: ngettext("Took theirs: %(n)d conflict.", "Took theirs: %(n)d conflicts.", decided),
        }
        messages.success(request, words[verb] % {"n": decided})
    for why, names in reasons(done).items():
        messages.error(
            request, _("Not decided: %(names)s: %(why)s.") % {"names": names, "why": why.rstrip(".")}
        )


def reasons(done):
    """{why: the names of those that were not decided for it}."""
    found = {}
    for conflict, why in done:
        if why:
            found.setdefault(why, []).append(name_of(conflict) if conflict else _("a conflict"))
    return {
        why: "; ".join(f"{name} ({n})" if n > 1 else name for name, n in Counter(names).items())
        for why, names in found.items()
    }


def name_of(conflict):
    kind = "program" if conflict.program_id else "clinic"
    return f"{entry_of(conflict)}, {label_of(kind, conflict.field)}"


def conflict_page(request, pk):
    """One conflict with everything that is known of it; a POST decides it."""
    require(request)
    conflict = load().filter(pk=pk).first() if pk < 2**63 else None
    if conflict is None:
        messages.info(request, _("This conflict is over: the source and the entry agree by now."))
        return HttpResponseRedirect(list_address(request))
    [row] = rows([conflict])
    if request.method != "POST":
        return show(request, row, EditForm(row))
    verb = request.POST.get("act")
    if verb not in (*VERBS, EDIT):
        raise Http404
    form = EditForm(row, request.POST if verb == EDIT else None)
    if verb == EDIT and not form.is_valid():
        return show(request, row, form)
    try:
        held = decide_on_page(request, conflict, verb, form)
    except Wrong as wrong:
        return refuse(request, pk, form, wrong)
    messages.success(request, made(verb) % {"name": name_of(held)})
    return HttpResponseRedirect(list_address(request))


def decide_on_page(request, conflict, verb, form):
    token = request.POST.get("seen", "")
    version = current(None, token)
    if verb != EDIT:
        return decide_one(conflict, token, version, VERBS[verb], request.user)
    typed = form.cleaned_data
    return decide_one(conflict, token, version, edit, request.user, typed["text"], why=typed["why"])


def made(verb):
    return {
        KEEP: _("Kept ours: %(name)s."),
        TAKE: _("Took theirs: %(name)s."),
        EDIT: _("Saved your value: %(name)s."),
    }[verb]


def refuse(request, pk, form, wrong):
    """The page as it is now, with what was typed kept and why it was not saved."""
    conflict = load().filter(pk=pk).first()
    if conflict is None:
        messages.error(request, _("Not decided: %(why)s.") % {"why": wrong.words})
        return HttpResponseRedirect(list_address(request))
    [row] = rows([conflict])
    form.row = row
    if wrong.status != LOST and form.is_bound:
        form.add_error("value", wrong.words)
        return show(request, row, form)
    page = show(request, row, form, wrong.words)
    page.status_code = wrong.status
    return page


def show(request, row, form, refused=""):
    context = {
        **site.each_context(request),
        "title": f"{row.label}: {row.entry}",
        "row": row,
        "form": form,
        "refused": refused,
        "back": list_address(request),
        "may_write": request.user.has_perm("programs.change_clinic"),
    }
    return TemplateResponse(request, "admin/conflict.html", context)
