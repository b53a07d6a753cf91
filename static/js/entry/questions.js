// What a cell asks before it can be saved: which reading is meant, whose value stays, why there is none.
// Used by entry/main.js and entry/autosave.js on a report's entry page.

import { entryText, format, parse } from "../numbers.js";
import { clock } from "./status.js";
import { because, element, inWords, say, valueInWords } from "./words.js";

/** Read what was typed; a text that is not one number makes the cell ask. Answered questions are not asked again. */
export function judge(cell) {
  if (cell.asks || cell.confirmed || !cell.dirty) return;
  const found = parse(cell.text, cell.numberOptions);
  if (found.qualifier !== "exact") cell.put({ qualifier: found.qualifier });
  if (found.kind === "ambiguous") askReading(cell, found);
  else if (found.kind === "missing") ask(cell, "asks", because(found.reason), [noFigure()]);
  else if (found.kind === "invalid") refuse(cell, because(found.reason));
}

function askReading(cell, { readings, reason }) {
  const choices = readings.map((reading, index) => {
    return { label: shown(reading, readings.length > 1), put: { text: entryText(reading.value, reading.valueHigh) }, index };
  });
  const none = reason === "nothing" ? [noFigure()] : [];
  ask(cell, "asks", say("which", { text: cell.text, why: because(reason) }), [...choices, ...none], reason);
}

/** Someone else saved the cell meanwhile: all that both hold, and the choice. Either way theirs is known from then on. */
export function askWhose(cell, { held: { version, ...saved }, by, at }) {
  const said = { by, at: clock(at), theirs: inWords(saved), yours: inWords(cell.now) };
  ask(cell, "conflict", say(version ? "conflict" : "emptied", said), [
    { label: say("mine", { text: valueInWords(cell.now) }), version, saved },
    { label: say("theirs", { text: valueInWords(saved) }), version, saved, put: saved },
  ]);
}

/** The server reads the text in several ways where we saw one: it is told which is meant. */
export function askServers(cell, readings, sentence) {
  ask(cell, "asks", sentence, readings.map((reading) => ({ label: reading, confirmed: reading })));
}

/** The text cannot be stored as it is; typing again is the only way on. */
export function refuse(cell, sentence) {
  ask(cell, "error", sentence, []);
}

/** Cells that ask the same as `cell` did, so that one answer may do for all. */
export function alike(cells, cell, reason) {
  return cells.all.filter((other) => other !== cell && reason && other.asks?.reason === reason);
}

/** Forget what the cell asks. */
export function close(cell) {
  cell.asks = null;
  cell.td.querySelector(".ask")?.remove();
  describe(cell, cell.findingsId);
}

/** Put away the question that is shown; it stays asked. */
export function hide() {
  document.querySelector(".ask.open")?.classList.remove("open");
}

/** Show what the cell asks, one at a time. It takes no key: the focus stays where it is. */
export function reveal(cell) {
  hide();
  const box = cell.td.querySelector(".ask");
  if (!box) return;
  box.classList.remove("up");
  box.classList.add("open");
  box.classList.toggle("up", box.getBoundingClientRect().bottom > box.closest(".entry-grid").getBoundingClientRect().bottom);
}

/** The keyboard inside a question: arrows between the answers, Esc back to the text. */
export function listen(table, cells, answer) {
  const choiceOf = (node) => cells.of(node)?.asks?.choices[node.dataset?.choice];
  table.addEventListener("click", ({ target }) => choiceOf(target) && answer(cells.of(target), choiceOf(target)));
  table.addEventListener("keydown", (event) => {
    if (!event.target.closest(".ask")) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...event.target.closest(".ask").querySelectorAll("button")];
    if (step) buttons.at((buttons.indexOf(event.target) + step) % buttons.length).focus();
    else if (event.key === "Escape") cells.of(event.target).input.focus();
    else return;
    event.preventDefault();
  });
}

function ask(cell, kind, sentence, choices, reason = "") {
  close(cell);
  cell.asks = { kind, choices, reason };
  const box = element("div", { className: "ask" }, element("p", { textContent: sentence, id: `ask-${cell.id}` }));
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", cell.label);
  choices.forEach(({ label }, index) => {
    const button = element("button", { type: "button", textContent: label });
    Object.assign(button.dataset, { choice: index });
    button.tabIndex = -1; // Tab keys the next cell
    button.setAttribute("aria-describedby", `ask-${cell.id}`);
    box.append(button);
  });
  cell.input.after(box);
  describe(cell, `ask-${cell.id} ${cell.findingsId}`);
  cell.show(cell.td.dataset.state ?? "");
}

function describe(cell, ids) {
  cell.input.setAttribute("aria-describedby", ids);
}

function noFigure() {
  return { label: say("no_figure"), put: { text: "" }, panel: true };
}

/** "1.234 (whole)", "1,234 (decimal)": the separators alone are too much alike. */
function shown({ value, valueHigh }, told) {
  const one = (number) => format(number, document.documentElement.lang);
  const number = valueHigh === null ? one(value) : `${one(value)} – ${one(valueHigh)}`;
  return told ? say(value.includes(".") ? "decimal" : "whole", { number }) : number;
}
