// A row opens beside its list where there is room for both. Where the aside is not shown, the link leads to the page,
// as it does without scripts; so it does where the row could not be brought, because that page says why.
export function startBeside() {
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    if (!target?.matches(".dm-beside__aside") || target.offsetParent !== null) return;
    event.preventDefault();
    window.location.assign(elt.href);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, target, successful } = event.detail;
    if (!target?.matches(".dm-beside__aside")) return;
    if (!successful) {
      window.location.assign(elt.href);
      return;
    }
    document.querySelectorAll("[aria-current=true][data-list-item]").forEach((row) => row.removeAttribute("aria-current"));
    target.scrollTop = 0;
    elt.closest("[data-list-item]")?.setAttribute("aria-current", "true");
  });
}
