// Saving by itself: kept on this computer at once, on the server after a pause, again until it is answered.
// Used by entry/main.js on a report's entry page.

import { same } from "./cells.js";
import { askServers, askWhose, close, judge, refuse } from "./questions.js";
import { send } from "./server.js";

const KEEP_AFTER = 150;
const SEND_AFTER = 1000; // a pause in typing
const SEND_ANYWAY = 5000; // for those who never pause
const RETRY = [2000, 4000, 8000, 15000, 30000];
const LONGEST_WAIT = 60000; // whatever the server asks for
const PASSING = [408, 429]; // too slow, too many: said by what stands before the server, of whatever it is sent
const TROUBLES = { 401: "expired", 423: "locked", 429: "busy" };

export class Autosave {
  #edition = 0; // counts changes
  #touched = new Set(); // the cells that were changed on this page
  #taken = new Set(); // those that the server has confirmed since
  #kept = 0; // the last change that is kept on this computer
  #batches = []; // [{key, cells: [{id, version, text, …}]}]; the first is on its way, a resend repeats it to the letter
  #busy = null;
  #failures = 0;
  #notBefore = 0; // the server has asked to be left alone until then
  #last = null; // the cell that was changed last
  #spared = null; // the cell that was being typed in when the sending began: half a number is not sent
  #flushed = 0; // the last change when the sending began
  #timers = {};

  /** `changed()` is called whenever a state may have changed, `saved()` after the server has taken something. */
  constructor({ cells, drafts, url, changed, saved }) {
    Object.assign(this, { cells, drafts, url, changed, saved, trouble: drafts ? "" : "memory", savedAt: null });
  }

  /** A cell was changed by its person. */
  touch(cell) {
    close(cell);
    cell.confirmed = null;
    this.#count(cell);
    cell.show(this.state(cell));
    this.#last = cell;
    this.#later("keep", KEEP_AFTER, () => this.keep());
    this.#later("send", SEND_AFTER, () => this.flush());
    this.#timers.anyway ??= setTimeout(() => this.flush(this.#last), SEND_ANYWAY);
    this.changed();
  }

  /** typing, kept or saved; "" for a cell that nobody changed here. */
  state(cell) {
    if (!this.#isOpen(cell)) return this.#taken.has(cell) ? "saved" : "";
    return cell.edition > this.#kept ? "typing" : "kept";
  }

  /** The whole page's state: the furthest from saved that any cell has. */
  get overall() {
    const states = new Set([...this.#touched].map((cell) => this.state(cell)));
    return ["typing", "kept", "saved"].find((state) => states.has(state)) ?? "";
  }

  get unsaved() {
    return [...this.#touched].filter((cell) => this.#isOpen(cell));
  }

  /** Whether the server may hold something else: also when a text was taken back while it was on its way. */
  #isOpen(cell) {
    return cell.dirty || this.#batches.some(({ cells }) => cells.some(({ id }) => id === cell.id));
  }

  /** How many cells wait for an answer. */
  get asking() {
    return [...this.#touched].filter((cell) => cell.asks).length;
  }

  /** Keep everything unsaved on this computer. */
  async keep() {
    const edition = this.#edition;
    const cells = this.unsaved.map(({ id, version, now }) => ({ id, version, now }));
    const kept = await this.drafts?.keep(cells.length || this.#batches.length ? { batches: this.#batches, cells } : null);
    if (kept) this.#kept = Math.max(this.#kept, edition);
    else this.trouble ||= "memory";
    this.#showAll();
  }

  /** Send everything that can be sent, but for `spared`; done when nothing more can go now. */
  flush(spared = null) {
    this.#spared = spared;
    this.#flushed = this.#edition;
    clearTimeout(this.#timers.anyway);
    this.#timers.anyway = null;
    const wait = this.#notBefore - performance.now();
    if (wait > 0 && !this.#busy) return Promise.resolve(this.#later("send", wait, () => this.flush()));
    this.#busy ??= this.#sendAll().finally(() => { this.#busy = null; });
    return this.#busy;
  }

  /** The person is back, or the network, or the session: try again what failed. */
  retry() {
    if (this.trouble === "expired") this.trouble = "";
    if (this.unsaved.length || this.#batches.length) this.flush();
  }

  /** Take over what a closed tab left; what fits no open cell goes to `lost(id, content)`. Whether it is kept here. */
  async adopt({ batches, cells }, lost) {
    for (const { id, version, now } of cells) {
      const cell = this.cells.byId.get(id);
      if (cell && !cell.readonly && !cell.dirty) this.#fill(cell, now, version);
      else if (!cell || !same(now, cell.now)) lost(id, now);
    }
    this.#batches.push(...batches);
    await this.keep();
    this.flush();
    return this.#kept === this.#edition;
  }

  #fill(cell, now, version) {
    cell.put(now);
    this.#count(cell);
    if (cell.dirty) cell.version = version;
    judge(cell);
  }

  #count(cell) {
    this.#touched.add(cell);
    cell.edition = this.#edition += 1;
  }

  async #sendAll() {
    while (!["locked", "expired"].includes(this.trouble) && this.#nextBatch()) {
      await this.keep(); // the batch's key must outlive this tab
      const { status, answer, wait } = await send(this.url, this.#batches[0]);
      this.#notBefore = performance.now() + Math.min(wait, LONGEST_WAIT);
      const decided = !failing(status) && status !== 401;
      const goOn = this.#receive(status, answer);
      if (decided) this.#batches.shift();
      await this.keep();
      if (!goOn) return;
    }
  }

  /** Read an answer. Whether it leaves something that can be sent at once. */
  #receive(status, answer) {
    const failed = failing(status);
    this.#failures = failed ? this.#failures + 1 : 0;
    if (failed) this.#later("send", RETRY[Math.min(this.#failures, RETRY.length) - 1], () => this.flush());
    const understood = (status === 200 && this.#accept(answer))
      || (status === 409 && this.#each(answer.conflicts, askWhose))
      || (status === 422 && this.#each(answer.errors, explain));
    this.trouble = understood ? "" : TROUBLES[status] ?? (failed ? "offline" : "refused");
    return understood;
  }

  #accept({ cells, findings, saved_at: at }) {
    const sent = new Map(this.#batches[0].cells.map(({ id, version, confirmed, ...fields }) => [id, fields]));
    this.#each(cells, (cell, { text, qualifier, missing_reason, note, version }) => {
      cell.settle(sent.get(cell.id), { text, qualifier, missing_reason, note }, version);
      this.#taken.add(cell);
    });
    const checked = new Set(cells.map(({ id }) => indicatorOf(id))); // no rule looks at two
    for (const cell of this.cells.all) if (checked.has(indicatorOf(cell.id))) cell.find(findings[cell.id] ?? []);
    this.savedAt = at;
    this.saved();
    return true;
  }

  /** Whether any of the answers is about a cell of this page. */
  #each(answers, work) {
    const known = answers.filter(({ id }) => this.cells.byId.has(id));
    for (const each of known) work(this.cells.byId.get(each.id), each);
    return known.length > 0;
  }

  /** Whether there is a batch to send: one that is left, or all cells that ask nothing. */
  #nextBatch() {
    if (this.#batches.length) return true;
    const done = this.unsaved.filter((cell) => cell !== this.#inHand);
    for (const cell of done) judge(cell);
    const ready = done.filter((cell) => !cell.asks);
    const cells = ready.map(({ id, version, now, confirmed }) => ({ id, version, ...now, ...(confirmed && { confirmed }) }));
    if (cells.length) this.#batches.push({ key: newKey(), cells });
    return cells.length > 0;
  }

  /** The cell that is being typed in, if any: the one that was, or the one that was changed while others were sent. */
  get #inHand() {
    const typing = this.#last === this.#spared || this.#last?.edition > this.#flushed;
    return typing ? this.#last : null;
  }

  #later(name, wait, work) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(work, wait);
  }

  #showAll() {
    for (const cell of this.#touched) cell.show(this.state(cell));
    this.changed();
  }
}

/** Ids begin with area|indicator. */
const indicatorOf = (id) => id.split("|")[1];

/** Whether nothing was decided: the batch goes out again, to the letter. */
const failing = (status) => status === 0 || status >= 500 || PASSING.includes(status);

function explain(cell, { message, readings }) {
  if (readings.length) askServers(cell, readings, message);
  else refuse(cell, message);
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
