// What is still wrong, doubtful or missing, each with a link to its cell. Used by entry/main.js.

import { get } from "./server.js";
import { element, say } from "./words.js";

const KINDS = ["errors", "missing_required", "warnings"];

/** Fill the list behind the button with the server's answer; `go(id)` leads to a cell. */
export function listen({ url, before, go }) {
  const box = document.getElementById("entry-check");
  const list = document.getElementById("entry-check-list");
  box.addEventListener("click", async () => {
    const open = list.hidden;
    box.setAttribute("aria-expanded", open);
    list.hidden = !open;
    if (!open) return;
    list.replaceChildren(say("checking"));
    await before();
    const { status, answer } = await get(url);
    const parts = status === 200 ? KINDS.flatMap((kind) => part(kind, answer[kind] ?? [], go)) : [say("no_details")];
    list.replaceChildren(...(parts.length ? parts : [element("p", { textContent: say("all_well") })]));
  });
}

function part(kind, items, go) {
  if (!items.length) return [];
  const links = items.map(({ id, text }) => {
    const link = element("a", { href: `#cell-${encodeURIComponent(id)}`, textContent: text });
    link.addEventListener("click", (event) => { event.preventDefault(); go(id); });
    return element("li", {}, link);
  });
  return [element("h2", { textContent: say(kind, { count: items.length }) }), element("ul", { className: kind }, ...links)];
}
