// The entry grid's sentences, in the page's language. Used by the modules beside it, on a report's entry page.

const sentences = JSON.parse(document.getElementById("entry-strings").textContent);

/** The sentence `key` with its {names} filled in. */
export function say(key, values = {}) {
  return sentences[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Why a number is asked about or refused: the sentence behind `parse(…).reason`. */
export function because(reason) {
  return sentences.reasons[reason] ?? "";
}

/** A piece of a page: text is never read as markup. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
