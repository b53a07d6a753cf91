// The entry grid of a report (templates/admin/indicators/report/entry.html): puts its parts together.
// Without this script the page is a plain form that saves with its button.

import { Autosave } from "./autosave.js";
import { Cells } from "./cells.js";
import * as check from "./check.js";
import * as drafts from "./drafts.js";
import * as keyboard from "./grid.js";
import * as panel from "./panel.js";
import * as paste from "./paste.js";
import * as questions from "./questions.js";
import { get } from "./server.js";
import { describe, showState, tell } from "./status.js";
import { Undo } from "./undo.js";
import * as widths from "./widths.js";
import { inWords, say } from "./words.js";

const REFRESH_AFTER = 2500;
const HAND_RESTS_AFTER = 1000; // ms without a key

const page = document.getElementById("entry");
const { dataset: urls } = page;
const table = page.querySelector("table");
const cells = new Cells(table);
const undo = new Undo();
const autosave = new Autosave({
  cells, url: urls.save, drafts: await drafts.open(urls.user, urls.report, urls.draftKey), changed: showAll, saved: refreshSoon,
});
const submit = document.getElementById("entry-submit");
let focused = null; // the cell that the hand is in, or was in last
let refreshing = 0;
let resting = 0; // the timer that runs while the hand types
let aside = false; // questions were put away by hand, until the next key

keyboard.listen(table, cells, {
  judge: questions.judge,
  exit: () => (toFirstQuestion() || (submit ?? table).focus()),
  question: (cell) => toQuestion(cell) || toFirstQuestion(),
  restore: (cell) => { cell.put(undo.before(cell)); touch([cell]); cell.input.select(); },
  panel: (cell) => panel.open(cell, urls.cell),
  undo: () => show(undo.undo(), "undone", "nothing_to_undo"),
  redo: () => show(undo.redo(), "redone", "nothing_to_redo"),
  save: () => autosave.flush(),
});
paste.listen(table, cells, pasteBlock);
questions.listen(table, cells, answer);
panel.listen({
  changed: (cell, wanted) => {
    undo.begin(cell);
    cell.put(wanted.missing_reason ? { ...wanted, text: "" } : wanted);
    touch([cell]);
  },
  done: (cell) => { undo.commit(); cell?.input.focus(); },
});
check.listen({ url: urls.check, before: () => autosave.flush(), go: (id) => goTo(cells.byId.get(id)) });

for (const sign of ["keydown", "input"]) table.addEventListener(sign, waitForRest);
table.addEventListener("input", ({ target }) => {
  const cell = cells.of(target);
  if (!cell || target !== cell.input) return;
  if (cell.text) cell.put({ missing_reason: "" });
  touch([cell]);
});
table.addEventListener("focusin", ({ target }) => {
  const cell = cells.of(target);
  if (!cell || target !== cell.input) return;
  focused = cell;
  undo.begin(cell);
  describe(cell);
  panel.follow(cell, urls.cell);
});
table.addEventListener("focusout", ({ target }) => {
  const cell = cells.of(target);
  if (!cell || target !== cell.input) return;
  undo.commit();
  cell.tidy();
  questions.judge(cell);
});
document.addEventListener("pointerdown", putAway);
page.querySelector("#entry-state button").addEventListener("click", toFirstQuestion);
page.querySelector("#entry-details").addEventListener("click", () => panel.open(focused ?? cells.all[0], urls.cell));
page.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  autosave.flush();
});
submit?.addEventListener("click", async (event) => {
  event.preventDefault();
  await autosave.flush();
  if (!autosave.unsaved.length) location.assign(submit.href);
  else tell(say("not_all_saved", { count: autosave.unsaved.length }), [[say("show_them"), () => goTo(autosave.unsaved[0])]]);
});
window.addEventListener("beforeunload", (event) => autosave.overall === "typing" && event.preventDefault());
document.addEventListener("visibilitychange", () => (document.hidden ? autosave.flush() : autosave.retry()));
window.addEventListener("focus", () => autosave.retry());
window.addEventListener("online", () => autosave.retry());

widths.listen(table);
page.dataset.live = "";
touch(cells.all.filter((cell) => cell.dirty)); // typed before this script came
showAll();
goTo(cells.byId.get(table.querySelector("input:target")?.dataset.id)); // checklists link to cells
await autosave.drafts?.adopt(takeOver);

function showAll() {
  showState(autosave, urls.login);
  panel.refresh();
  if (focused) describe(focused);
  if (!resting) showQuestions(); // asked by the server meanwhile
}

function touch(changed) {
  for (const cell of changed) autosave.touch(cell);
}

/** Keys come first: no question is shown before the hand rests, and none ever takes the focus by itself. */
function waitForRest({ target }) {
  if (target.closest(".ask")) return;
  questions.hide();
  aside = false;
  clearTimeout(resting);
  resting = setTimeout(showQuestions, HAND_RESTS_AFTER);
}

/** A question may lie over what the person reaches for. */
function putAway({ target }) {
  if (target.closest(".ask")) return;
  questions.hide();
  aside = true;
}

/** Show what is asked: in the cell that the hand is in, else in the first that asks. */
function showQuestions() {
  clearTimeout(resting);
  resting = 0;
  if (aside || document.activeElement.closest?.(".ask")) return;
  const cell = focused?.asks ? focused : cells.all.find((one) => one.asks);
  if (cell) questions.reveal(cell);
}

/** Go to the first answer to what a cell asks, where the person wants to; return whether there is one. */
function toQuestion(cell) {
  const first = cell?.td.querySelector(".ask button");
  if (!first) return false;
  questions.reveal(cell);
  first.focus();
  return true;
}

/** Go to the first question of all, or to the first text that cannot be read; return whether there is one. */
function toFirstQuestion() {
  const cell = cells.all.find((one) => one.asks?.choices.length) ?? cells.all.find((one) => one.asks);
  if (!cell) return false;
  if (!toQuestion(cell)) cell.input.focus();
  return true;
}

function answer(cell, choice) {
  const { reason } = cell.asks;
  const before = cell.now;
  choose(cell, choice);
  undo.push([{ cell, before }]);
  refreshSoon();
  if (choice.panel) { panel.open(cell, urls.cell, { reason: true }); return; }
  if (!cells.all.some((one) => one.asks?.choices.length && toQuestion(one))) handAfter(cell).input.focus();
  const others = choice.index === undefined ? [] : questions.alike(cells, cell, reason);
  if (others.length) tell(say("alike", { count: others.length }), [[say("do_alike"), () => answerAll(others, choice.index)]]);
}

/** Where the keying goes on once a cell's question is answered: where the hand was, or below the cell that it was in. */
function handAfter(cell) {
  return focused && focused !== cell ? focused : cells.step(cell, 1, 0) ?? cell;
}

function choose(cell, choice) {
  if (choice.saved) Object.assign(cell, { version: choice.version, saved: choice.saved });
  cell.put(choice.put ?? {});
  touch([cell]);
  cell.confirmed = choice.confirmed;
}

function answerAll(others, index) {
  const before = others.map((cell) => ({ cell, before: cell.now }));
  for (const cell of others) choose(cell, cell.asks.choices[index]);
  undo.push(before);
}

function pasteBlock(block, at) {
  undo.commit();
  const { changes, skipped, overflow } = paste.place(block, at, cells);
  const before = changes.map(({ cell }) => ({ cell, before: cell.now }));
  for (const { cell, text } of changes) cell.put({ text });
  undo.push(before);
  undo.begin(at);
  touch(changes.map(({ cell }) => cell));
  for (const { cell } of changes) questions.judge(cell);
  const left = [skipped && say("skipped", { count: skipped }), overflow && say("overflow", { count: overflow })];
  tell([say("pasted", { count: changes.length }), ...left].filter(Boolean).join(" "), [[say("undo"), () => show(undo.undo(), "undone", "nothing_to_undo")]]);
  showAll();
  widths.fit(table);
}

/** After a step back or forward: save it, say so, go there. */
function show({ changed, kept }, done, nothing) {
  touch(changed);
  for (const cell of changed) questions.judge(cell);
  const said = changed.length || !kept ? [say(changed.length ? done : nothing, { count: changed.length })] : [];
  tell([...said, ...(kept ? [say("theirs_stay", { count: kept })] : [])].join(" "));
  if (changed.length) { changed[0].input.focus(); changed[0].input.select(); }
}

function goTo(cell) {
  cell?.input.focus();
}

/** What a closed tab left goes into its cells. Texts that fit no open cell are told, and kept until discarded. */
async function takeOver(left) {
  const lost = [];
  const kept = await autosave.adopt(left, (id, now) => lost.push(`${cells.byId.get(id)?.label ?? id}: ${inWords(now)}`));
  if (lost.length) {
    return new Promise((discard) => tell(say("no_place", { texts: lost.join("; ") }), [[say("discard"), () => discard(true)]]));
  }
  if (left.cells.length) tell(say("restored", { count: left.cells.length }));
  return kept;
}

function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, REFRESH_AFTER);
}

/**
 * After a save: running totals, and what others entered meanwhile. Not in cells that someone is at work on: what is
 * typed on top of a text that was not there at first has to be asked about.
 */
async function refresh() {
  const before = autosave.savedAt;
  const { answer: { rows = [] } } = await get(urls.cells);
  if (autosave.savedAt !== before) return; // older than what we know
  const atWork = new Set([...autosave.unsaved, cells.of(document.activeElement), panel.edited()]);
  for (const { key, beside, cells: fresh } of rows) {
    for (const [name, text] of Object.entries(beside)) {
      const place = document.getElementById(`b-${key}-${name}`);
      if (place && place.textContent !== text) place.textContent = text;
    }
    for (const held of Object.values(fresh)) {
      const cell = cells.byId.get(held.id);
      cell?.meet(held, atWork.has(cell));
    }
  }
  widths.fit(table);
  showAll();
}
