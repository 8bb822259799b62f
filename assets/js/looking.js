// Looking while a key is held: the look begins on the server, which counts it, and ends when it is let go, when the
// window loses the focus, or when its time is over.
export class Looking {
  // `box` is where the picture stands, `form` any form with the page's token, `say` tells what went wrong.
  constructor(box, form, say) {
    Object.assign(this, { box, form, say, now: null });
    document.addEventListener("keyup", (event) => event.key === " " && this.hide(), { capture: true });
    window.addEventListener("blur", () => this.hide());
    window.addEventListener("pagehide", () => this.hide());
  }

  body() {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.querySelector("[name=csrfmiddlewaretoken]").value);
    return body;
  }

  async begin(address) {
    if (this.now) return;
    const mine = (this.now = {});
    const answer = await fetch(address, { method: "POST", body: this.body(), headers: { Accept: "application/json" } });
    if (!answer.ok) {
      this.say(sentence(await answer.text()) || "It cannot be shown.");
      this.now = null;
      return;
    }
    Object.assign(mine, await answer.json());
    if (this.now !== mine) return this.end(mine);
    this.show(mine);
    mine.timer = setTimeout(() => this.hide(), mine.for_ms);
  }

  show(mine) {
    const picture = this.box.querySelector("img");
    const words = this.box.querySelector("[data-look-words]");
    words.textContent = mine.note ?? "";
    picture.onerror = async () => {
      const why = await fetch(mine.picture).then((answer) => answer.text());
      words.textContent = sentence(why) || "It cannot be shown.";
    };
    picture.src = mine.picture;
    this.box.hidden = false;
  }

  hide() {
    const mine = this.now;
    this.now = null;
    if (!mine) return;
    clearTimeout(mine.timer);
    this.box.hidden = true;
    this.box.querySelector("img").removeAttribute("src");
    if (mine.look) this.end(mine);
  }

  end(mine) {
    const headers = { Accept: "application/json" };
    return fetch(`/looks/${mine.look}/end/`, { method: "POST", body: this.body(), headers, keepalive: true });
  }
}

// What went wrong, from a page that says it in its heading or from a plain sentence.
export function sentence(text) {
  if (!text.startsWith("<")) return text.slice(0, 300);
  const page = new DOMParser().parseFromString(text, "text/html");
  return (page.querySelector("main p, h1")?.textContent ?? "").trim();
}

const typing = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable=true]") !== null;

// Whether a key press is not for us: with a modifier, while somebody types, or while a dialog is open.
export const elsewhere = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]") !== null;
