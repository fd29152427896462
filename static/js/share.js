// "Copy the link" and "Print": the address goes to the clipboard and nowhere else. Without a script there is no button.
(() => {
  for (const button of document.querySelectorAll("[data-copy-link], [data-print]")) button.hidden = false;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-link], [data-print]");
    if (button?.matches("[data-print]")) print();
    else if (button) {
      document.body.append(said);
      await navigator.clipboard.writeText(button.dataset.address || location.href.split("#")[0]);
      said.textContent = button.textContent = button.dataset.copyLink;
    }
  });
})();
