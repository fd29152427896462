// Leave this page: the text is gone at once, the weather takes its place, and Back does not bring us back.
// The only thing kept is a mark in this tab, made on leaving. Without scripts the control is a plain link.
(() => {
  const away = document.currentScript.dataset.to;
  const mark = "left";
  let shifts = [];

  const remember = (left) => {
    try {
      if (left) sessionStorage.setItem(mark, "1");
      else sessionStorage.removeItem(mark);
    } catch {}
  };
  const hasLeft = () => {
    try {
      return sessionStorage.getItem(mark) === "1";
    } catch {
      return false;
    }
  };
  const vanish = () => {
    document.documentElement.replaceWith(document.createElement("html"));
    location.replace(away);
  };
  const leave = () => {
    remember(true);
    vanish();
  };

  if (hasLeft()) {
    // A new visit in this tab is meant; Back, Forward and Reload are not.
    const visit = performance.getEntriesByType("navigation")[0];
    if (visit && visit.type === "navigate") remember(false);
    else vanish();
  }
  addEventListener("pageshow", (event) => {
    if (event.persisted && hasLeft()) vanish();
  });
  document.addEventListener("click", (event) => {
    shifts = [];
    if (event.target.closest("[data-leave]")) {
      event.preventDefault();
      leave();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      shifts = [];
      return;
    }
    shifts = [...shifts, event.timeStamp].slice(-3);
    if (shifts.length === 3 && shifts[2] - shifts[0] <= 5000) leave();
  });
})();
