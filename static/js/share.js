// "Copy the link" and "Print": the address goes to the clipboard and nowhere else. Without a script there is no button.
(() => {
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  document.body.append(live);
  for (const button of document.querySelectorAll("[data-copy-link], [data-print]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy-link], [data-print]");
    if (button?.matches("[data-print]")) print();
    else if (button) {
      const address = button.dataset.address || location.href.split("#")[0];
      navigator.clipboard.writeText(address).then(() => (live.textContent = button.textContent = button.dataset.copyLink));
    }
  });
})();
