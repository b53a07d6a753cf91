// The entry page's state in words and shape, and its passing messages. Used by entry/main.js.

import { element, say } from "./words.js";

const bar = document.getElementById("entry-state");
const message = document.getElementById("entry-message");
const about = document.getElementById("entry-about");

/** Show where what was typed is by now, what keeps it there, and how many cells wait for an answer. */
export function showState({ overall, trouble, savedAt, unsaved, asking }, login) {
  const words = overall && say(overall, { time: clock(savedAt), count: unsaved.length });
  const why = overall === "saved" && trouble !== "locked" ? "" : trouble && say(`trouble_${trouble}`);
  const signature = [overall, words, why, asking].join("\n");
  if (bar.dataset.signature === signature) return;
  Object.assign(bar.dataset, { signature, state: overall || "untouched", trouble });
  bar.setAttribute("aria-live", overall === "saved" || why ? "polite" : "off"); // not at each key
  if (words || !("locked" in bar.dataset)) bar.querySelector(".words").textContent = words || say("untouched");
  bar.querySelector(".why").replaceChildren(...(why ? [why] : []), ...(trouble === "expired" ? [" ", signIn(login)] : []));
  const questions = bar.querySelector("button");
  questions.hidden = !asking;
  questions.textContent = say("asking", { count: asking });
}

/** Say something once, with things to do about it: [[label, act], …]. */
export function tell(sentence, actions = []) {
  const buttons = actions.map(([label, act]) => element("button", { type: "button", textContent: label, onclick: () => { message.replaceChildren(); act(); } }));
  message.replaceChildren(...(sentence ? [sentence] : []), ...buttons.flatMap((button) => [" ", button]));
}

/** The line under the grid: which cell this is, and what the rules say of it. */
export function describe(cell) {
  const state = cell.td.dataset.state ? say(`cell_${cell.td.dataset.state}`) : "";
  const found = [...cell.td.querySelectorAll(".findings li")];
  const signature = [cell.id, state, ...found.map((item) => item.textContent)].join("\n");
  if (about.dataset.signature === signature) return;
  about.dataset.signature = signature;
  about.querySelector("strong").textContent = cell.label;
  about.querySelector(".where").textContent = state;
  about.querySelector("ul").replaceChildren(...found.map((item) => {
    return element("li", { textContent: item.textContent, className: item.dataset.severity });
  }));
}

function signIn(href) {
  return element("a", { href, target: "_blank", rel: "noopener", textContent: say("sign_in") });
}

/** 09:41; made once, for it is slow to make. */
const hours = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function clock(at) {
  return at ? hours.format(new Date(at)) : "";
}
