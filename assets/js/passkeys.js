// Shows what needs a passkey only where scripts run and the browser knows passkeys.
if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const box = document.querySelector("[data-passkey-said]");
  if (box) box.textContent = box.dataset.passkeySaid;
});
