// The list without page loads, typing help, "near me". Nothing is stored; on any trouble the page is loaded.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector) => document.querySelectorAll(selector);
  const form = find("#search");
  if (!form) return;
  const set = (one, names) => Object.entries(names).forEach(([name, value]) => one.setAttribute(name, value));
  const make = (tag, names, text = "") => {
    const one = document.createElement(tag);
    set(one, names);
    one.textContent = text;
    return one;
  };
  const live = make("p", { class: "visually-hidden", role: "status" });
  document.body.append(live);
  let shown = location.pathname + location.search;
  let asking = new AbortController();

  const wake = () => {
    for (const one of all("[data-near-me], [data-copy-link]")) one.hidden = false;
  };
  const go = (query, focus) => {
    for (const [name, value] of [...query]) if (!value) query.delete(name, value);
    const text = String(query);
    load(form.getAttribute("action") + (text ? `?${text}` : ""), true, focus);
  };
  const fold = () => {
    const one = find(".search-fold");
    if (one) one.open = one.firstElementChild.hidden = false;
  };
  const fields = () => new URLSearchParams(new FormData(form));
  const mark = (one) => one && (one.id ? `#${one.id}` : one.name && `[name="${one.name}"][value="${one.value}"]`);

  async function load(address, push, focus) {
    if (!find("#results") || find("#error-summary")) return location.assign(address);
    asking.abort();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(address, { signal: mine.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted) return;
      if (!answer.ok || find("#error-summary", page)) return location.assign(address);
      take(page, !push, focus);
      shown = address;
      if (push) history.pushState(null, "", address + (find("#filters:target") ? "#filters" : ""));
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  }

  function take(page, again, focus) {
    const kept = mark(document.activeElement);
    const open = [...all("#filters details")].map((one) => one.open);
    const parts = ["#filters", "#results"];
    if (again || !find("#id_radius") !== !find("#id_radius", page) || focus) parts.push("#search");
    for (const part of parts) find(part).replaceChildren(...find(part, page).childNodes);
    all("#filters details").forEach((one, at) => (one.open = open[at] ?? one.open));
    document.title = page.title;
    const to = find(focus || kept || "#results");
    (to?.checkVisibility?.() === false || !to ? find("#results") : to).focus({ preventScroll: !focus });
    live.textContent = find("#results [role=status]").textContent.trim();
    wake();
  }

  document.addEventListener("submit", (event) => {
    if (event.target !== form) return;
    event.preventDefault();
    close();
    if (find("#filters:target")) location.hash = "results";
    fold();
    go(fields());
  });
  document.addEventListener("change", (event) => {
    const one = event.target;
    if (one.form === form && !one.matches("#id_q, #id_near")) go(fields());
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-near-me]")) locate(button);
    const link = event.target.closest("#results a[href]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.pathname !== location.pathname || link.search === location.search) return;
    event.preventDefault();
    load(link.pathname + link.search, true, link.id ? `#${link.id}` : "#results");
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) load(location.pathname + location.search, false);
  });

  function locate(button) {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        find("#id_near").value = `${coords.latitude.toFixed(2)}, ${coords.longitude.toFixed(2)}`;
        form.requestSubmit();
      },
      () => (live.textContent = button.textContent = button.dataset.nearMe),
      { timeout: 15000 },
    );
  }

  let box, field, found, at, wait, helping = new AbortController();
  const close = () => {
    clearTimeout(wait);
    helping.abort();
    box?.remove();
    box = null;
    if (!field) return;
    set(field, { "aria-expanded": false, "aria-activedescendant": "" });
    field.removeAttribute("aria-controls");
  };
  const move = (to) => {
    at = (to + found.length) % found.length;
    [...box.children].forEach((one, index) => one.setAttribute("aria-selected", index === at));
    box.children[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", box.children[at].id);
  };
  const pick = () => {
    const url = new URL(found[at].url, location.href);
    close();
    if (url.pathname !== form.getAttribute("action")) return location.assign(url);
    const query = fields();
    field.value = "";
    query.delete(field.name);
    for (const [name, value] of url.searchParams) {
      if (name === "near") query.delete(name);
      if (!query.has(name, value)) query.append(name, value);
    }
    go(query, "#results");
  };
  async function help() {
    const mine = (helping = new AbortController());
    try {
      const answer = await fetch(`${form.dataset.complete}?${new URLSearchParams({ q: field.value })}`, { signal: mine.signal });
      const { suggestions } = await answer.json();
      if (!mine.signal.aborted) show(suggestions.filter((one) => field.name === "q" || one.kind === "city"));
    } catch {}
  }
  function show(list) {
    close();
    if (!list.length || document.activeElement !== field) return;
    [found, at] = [list, -1];
    box = make("ul", { class: "typing-list", id: "typing-list", role: "listbox", "aria-label": form.dataset.help });
    list.forEach((one, index) => {
      const item = make("li", { id: `typing-${index}`, role: "option", "aria-selected": false }, one.label);
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        at = index;
        pick();
      });
      box.append(item);
    });
    field.parentElement.classList.add("typing");
    field.after(box);
    set(field, { "aria-expanded": true, "aria-controls": box.id });
  }
  form.addEventListener("input", (event) => {
    if (!event.target.matches("#id_q, #id_near")) return;
    close();
    field = event.target;
    set(field, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": false });
    if (field.value.trim().length > 1) wait = setTimeout(help, 150);
  });
  form.addEventListener("focusout", close);
  form.addEventListener("keydown", (event) => {
    if (!box) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) move(at < 0 && step < 0 ? -1 : at + step);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) pick();
    else return;
    event.preventDefault();
  });
  wake();
})();
