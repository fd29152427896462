/* An entry's page: adds rows, and asks before typed text is lost. Without it the page works with one empty row. */
"use strict";

function addRow(rows) {
  const total = rows.querySelector("[name$=-TOTAL_FORMS]");
  const row = rows.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const node of [row, ...row.querySelectorAll("*")]) {
    for (const { name, value } of [...node.attributes]) {
      if (value.includes("__prefix__")) node.setAttribute(name, value.replaceAll("__prefix__", total.value));
    }
  }
  rows.querySelector(".row-list").append(row);
  total.value = Number(total.value) + 1;
  row.querySelector("input:not([type=hidden]), select").focus();
}

for (const rows of document.querySelectorAll("[data-rows]")) {
  const button = rows.querySelector(".add-row");
  if (!button) continue;
  button.hidden = false;
  button.addEventListener("click", () => addRow(rows));
}

const entry = document.querySelector("[data-entry]");
if (entry) {
  let typed = document.querySelector(".both, .mend") !== null;
  entry.addEventListener("input", () => { typed = true; });
  entry.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
}

// The field that looks organizations up while typing is made by jQuery's script, which gives it no name of its own.
function nameBoxes() {
  for (const box of document.querySelectorAll(".select2-selection")) {
    const select = box.closest(".value").querySelector("select");
    const label = document.querySelector(`label[for="${select.id}"]`);
    label.id = `${select.id}_label`;
    box.querySelector("[role=textbox]").setAttribute("aria-labelledby", label.id);
    box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby")}`);
  }
}
window.django?.jQuery?.(nameBoxes);
