// The cells of the entry grid: where each stands, what the server holds, what the person wants instead.
// Used by the modules beside it, on a report's entry page.

import { element, say } from "./words.js";

const FIELDS = ["text", "qualifier", "missing_reason", "note"];

export class Cell {
  /** `asks` is why the cell cannot be sent yet (a question, a conflict, an error); `edition` its last change. `tidied`, see settle(). */
  constructor(input, row, column) {
    const { id, version, qualifier, missingReason, note } = input.dataset;
    Object.assign(this, { input, row, column, id, version: Number(version), asks: null, edition: 0, tidied: null });
    this.td = input.closest("td");
    this.findingsId = this.td.querySelector(".findings").id;
    this.extras = { qualifier, missing_reason: missingReason, note };
    this.saved = { ...this.now, text: this.td.querySelector("[name^='o-']").value };
    this.theirs = Object.fromEntries(FIELDS.map((field) => [field, 0])); // how often others have changed each, as shown here
    this.label = input.getAttribute("aria-label");
    this.readonly = input.readOnly;
    this.show("");
  }

  get text() {
    return this.input.value;
  }

  /** What the person wants: {text, qualifier, missing_reason, note}. */
  get now() {
    return { text: this.input.value, ...this.extras };
  }

  get dirty() {
    return !same(this.now, this.saved);
  }

  get numberOptions() {
    const { decimals, scale = 1, percent } = this.input.dataset;
    return { decimals: Number(decimals), percent: percent !== undefined, unitScale: Number(scale) };
  }

  /** Make it hold `wanted`, any part of `now`. A number and a reason for having none exclude each other. */
  put(wanted) {
    const { text = this.text, ...extras } = wanted;
    if (text !== this.text) this.input.value = text;
    Object.assign(this.extras, extras);
    if (text) this.extras.missing_reason = "";
  }

  /**
   * The server holds `held` as `version`; what was typed since `sent` stays. While the person is in the cell its
   * text is left as typed: "1234" tidied to "1.234" under the fingers would make the next digit another number.
   */
  settle(sent, held, version) {
    const untouched = same(this.now, sent);
    const typing = document.activeElement === this.input;
    this.saved = { ...sent, ...held, text: untouched && typing ? sent.text : held.text };
    this.tidied = typing ? held.text : null;
    this.version = version;
    if (untouched) this.put(this.saved);
  }

  /** What the server holds by now, entered by someone else perhaps; a cell that is `atWork` stays as it is. */
  meet({ text, qualifier, missing_reason, note, version, findings }, atWork) {
    const held = { text, qualifier, missing_reason, note };
    if (!atWork && !this.dirty) {
      if (version !== this.version) this.#count(held);
      this.settle(this.now, held, version);
    }
    this.find(findings);
    this.show(this.td.dataset.state ?? "");
  }

  /** Which fields somebody else has given other contents. */
  #count(held) {
    const known = { ...this.saved, text: this.tidied ?? this.saved.text };
    for (const field of FIELDS) if (held[field] !== known[field]) this.theirs[field] += 1;
  }

  /** The person has left the cell: show the number as the server writes it. */
  tidy() {
    if (this.tidied !== null && !this.dirty) {
      this.saved.text = this.tidied;
      this.put({ text: this.tidied });
    }
    this.tidied = null;
  }

  /** State (typing, kept, saved) and mark (asks, conflict, error, warning) as the style sheet shows them. */
  show(state) {
    const { missing_reason: reason, qualifier, note } = this.extras;
    const said = reason ? `— ${reason}` : " "; // the style sheet asks whether it is shown
    if (this.input.placeholder !== said) Object.assign(this.input, { placeholder: said, title: reason });
    set(this.td, "state", state);
    set(this.td, "mark", this.asks?.kind ?? this.td.querySelector(".findings li")?.dataset.severity ?? "");
    set(this.td, "qualifier", qualifier === "exact" ? "" : say(`sign_${qualifier}`));
    set(this.td, "note", note ? "yes" : "");
    const faulty = this.asks?.kind === "error" || this.td.dataset.mark === "hard";
    if (faulty !== this.input.matches("[aria-invalid]")) this.input.toggleAttribute("aria-invalid", faulty);
  }

  /** What the rules say of what the server holds. */
  find(findings) {
    const list = this.td.querySelector(".findings");
    if (list.textContent.trim() === findings.map(({ text }) => text).join("")) return;
    list.replaceChildren(...findings.map(({ severity, text }) => {
      const item = element("li", { textContent: text });
      item.dataset.severity = severity;
      return item;
    }));
  }
}

export class Cells {
  constructor(table) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.querySelectorAll("input[data-id]")]);
    this.rows = rows.filter((inputs) => inputs.length).map((inputs, row) => {
      const places = [];
      for (const input of inputs) places[input.closest("td").cellIndex] = new Cell(input, row, input.closest("td").cellIndex);
      return places;
    });
    this.all = this.rows.flatMap((row) => row.filter(Boolean));
    this.byId = new Map(this.all.map((cell) => [cell.id, cell]));
    this.columns = [...new Set(this.all.map((cell) => cell.column))].sort((one, other) => one - other);
  }

  /** The cell of an element in it; undefined outside the cells. */
  of(node) {
    const input = node.closest?.("td")?.querySelector("input");
    return input && this.byId.get(input.dataset.id);
  }

  /** The first cell that can be typed in, in the first column from here that has one; null past the last. */
  top(column) {
    const below = this.columns.filter((one) => one >= column);
    const firsts = below.map((one) => this.all.find((cell) => cell.column === one && !cell.readonly));
    return firsts.find(Boolean) ?? null;
  }

  /** The next cell from here in a direction, over places where the form asks for nothing; null at the edge. */
  step(cell, down, right) {
    let [row, column] = [cell.row + down, cell.column + right];
    while (this.rows[row] && column >= this.columns[0] && column <= this.columns.at(-1)) {
      if (this.rows[row][column]) return this.rows[row][column];
      [row, column] = [row + down, column + right];
    }
    return null;
  }
}

/** Whether two contents {text, qualifier, missing_reason, note} are one. */
export function same(one, other) {
  return FIELDS.every((field) => one[field] === other[field]);
}

function set(node, name, value) {
  if ((node.dataset[name] ?? "") === value) return;
  if (value) node.dataset[name] = value;
  else delete node.dataset[name];
}
