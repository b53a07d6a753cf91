// The entry grid's sentences, in the page's language. Used by the modules beside it, on a report's entry page.

import { parse } from "../numbers.js";

const sentences = JSON.parse(document.getElementById("entry-strings").textContent);

/** The sentence `key` with its {names} filled in. */
export function say(key, values = {}) {
  return sentences[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Why a number is asked about or refused: the sentence behind `parse(…).reason`. */
export function because(reason) {
  return sentences.reasons[reason] ?? "";
}

/** A number with its hedge, or why there is none. A hedge that was typed with the number is not said twice. */
export function valueInWords({ text, qualifier, missing_reason: reason }) {
  if (!text) return reason ? say("missing", { reason }) : say("nothing");
  const hedge = parse(text).qualifier === "exact" && sentences.hedges[qualifier];
  return hedge ? hedge.replace("{}", () => text) : text;
}

/** All that a cell holds: as `valueInWords`, and its note. */
export function inWords(content) {
  const value = valueInWords(content);
  return content.note ? `${value}; ${say("note", { note: content.note })}` : value;
}

/** A piece of a page: text is never read as markup. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
