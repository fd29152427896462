// Passkeys: the button asks the browser for one and sends its answer with the form. Without a script, codes do alone.
(() => {
  const button = document.querySelector("[data-passkey]");
  const asked = document.getElementById("passkey-asked");
  if (!button || !asked || !window.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  button.closest("[data-passkey-part]").hidden = false;
  button.after(said);
  button.addEventListener("click", async () => {
    const options = JSON.parse(asked.textContent).publicKey;
    try {
      const answer = button.dataset.passkey === "make"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      button.form.elements.answer.value = JSON.stringify(answer);
      button.form.requestSubmit();
    } catch {
      said.textContent = button.dataset.failed;
    }
  });
})();
