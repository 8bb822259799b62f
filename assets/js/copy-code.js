// Shows the buttons that copy a code or print the page: without scripts they would do nothing, so they begin hidden.
export function startCopying(scope) {
  scope.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent.trim().replace(/\s+/g, " ");
      await navigator.clipboard.writeText(text);
      const said = document.querySelector("[data-copy-said]");
      if (said) said.textContent = button.dataset.copied;
    });
  });
  scope.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}
