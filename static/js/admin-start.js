/* Shows the clinics that may be the one while it is typed. Without it the button does. */
"use strict";

const form = document.getElementById("start-form");
const likely = document.getElementById("likely");
let waiting;
let asked = 0;

async function show() {
  const turn = ++asked;
  const address = `?${new URLSearchParams(new FormData(form))}`;
  const response = await fetch(address, { redirect: "error" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.getElementById("likely");
  if (turn === asked && response.ok && found) likely.innerHTML = found.innerHTML;
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => show().catch(() => {}), 300);
});
