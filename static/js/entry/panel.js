// What is known about one cell, and what can be said of it: the panel at the side of the entry page.
// Used by entry/main.js.

import { get } from "./server.js";
import { element, say } from "./words.js";

const panel = document.getElementById("entry-panel");
const fields = { qualifier: byName("qualifier"), missing_reason: byName("missing-reason"), note: byName("note") };
let shown = null;

/** `changed(cell, wanted)` is called when a field of the panel was changed, `done()` when it closes. */
export function listen({ changed, done }) {
  for (const [name, field] of Object.entries(fields)) {
    field.addEventListener("input", () => shown && changed(shown, { [name]: field.value }));
  }
  panel.addEventListener("keydown", (event) => event.key === "Escape" && close(done));
  panel.querySelector("[data-close]").addEventListener("click", () => close(done));
}

/** Open the panel for a cell, at the field for why there is no figure if that is what is asked. */
export async function open(cell, url, { reason = false, focus = true } = {}) {
  shown = cell;
  panel.hidden = false;
  panel.querySelector("h2").textContent = cell.label;
  refresh();
  if (focus) fields[reason ? "missing_reason" : "qualifier"].focus();
  panel.setAttribute("aria-busy", "true");
  const { status, answer } = await get(`${url}?id=${encodeURIComponent(cell.id)}`);
  if (shown !== cell) return;
  panel.removeAttribute("aria-busy");
  fill("last", status === 200 ? [picture(answer.last), months(answer.last)] : [say("no_details")]);
  fill("source", answer.source_span ? [element("blockquote", { textContent: answer.source_span })] : [say("no_source")]);
  fill("history", answer.history?.length ? [history(answer.history)] : [say("no_history")]);
}

/** Show another cell in the open panel, leaving the focus where it is. */
export function follow(cell, url) {
  if (shown && shown !== cell) open(cell, url, { focus: false });
}

/** What the fields show once the cell holds something else. A blank being typed is not taken away: the server's text has none. */
export function refresh() {
  if (!shown) return;
  for (const [name, field] of Object.entries(fields)) {
    if (document.activeElement !== field || field.value.trim() !== shown.extras[name]) field.value = shown.extras[name];
    field.disabled = shown.readonly;
  }
}

/** The cell that is being described in the panel, if the focus is there. */
export function edited() {
  return shown && panel.contains(document.activeElement) ? shown : null;
}

function close(done) {
  const cell = shown;
  shown = null;
  panel.hidden = true;
  done(cell);
}

function history(changes) {
  const items = changes.map(({ at, by, way, from, to }) => {
    const when = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    return element("li", {}, element("span", { className: "change", textContent: `${from || "∅"} → ${to || "∅"}` }), ` ${by}, ${when} (${way})`);
  });
  return element("ol", {}, ...items);
}

function months(last) {
  const row = ({ month, value, status }) => element("tr", {}, element("th", { scope: "row", textContent: month }), element("td", { textContent: value ?? "" }), element("td", { className: "status", textContent: status ?? "" }));
  return element("table", {}, element("tbody", {}, ...last.map(row)));
}

/** A line over the months, broken where one is missing. The table says the same in numbers. */
function picture(last) {
  const values = last.map(({ number }) => (number === null || number === undefined ? null : Number(number)));
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(...known, 1)];
  const point = (value, at) => `${(4 + (at * 292) / Math.max(1, values.length - 1)).toFixed(1)} ${(56 - ((value - low) / (high - low)) * 52).toFixed(1)}`;
  const path = values.map((value, at) => (value === null ? "" : `${values[at - 1] === null || at === 0 ? "M" : "L"}${point(value, at)}`)).join("");
  const svg = svgElement("svg", { viewBox: "0 0 300 60", class: "spark", "aria-hidden": "true" });
  svg.append(svgElement("path", { d: path || "M0 0", fill: "none" }));
  values.forEach((value, at) => {
    const [x, y] = point(value, at).split(" ");
    if (value !== null) svg.append(svgElement("circle", { cx: x, cy: y, r: "2.5" }));
  });
  return svg;
}

function svgElement(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function byName(name) {
  return panel.querySelector(`#panel-${name}`);
}

function fill(name, nodes) {
  panel.querySelector(`[data-part=${name}]`).replaceChildren(...nodes);
}
