// The page that reads a report's text (templates/admin/indicators/report/reading.html): the whole of it by keyboard.
// Without this script the page works by its checkboxes, fields and buttons.

const form = document.getElementById("reading");

/** The proposals that can still be accepted, by their checkboxes, in the order of the text. */
const boxes = () => [...form.querySelectorAll(".proposal input[type=checkbox]")];

const proposalOf = (element) => element.closest(".proposal");

/** Mark the place in the text that belongs to the proposal, and bring it into view. */
function showSpan(proposal) {
  for (const mark of form.querySelectorAll("mark.current")) mark.classList.remove("current");
  const mark = document.getElementById(proposal.dataset.span);
  if (!mark) return;
  mark.classList.add("current");
  const text = mark.closest(".reading-text");
  text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
}

/** Focus the checkbox `step` places further; stays at the ends. */
function move(from, step) {
  const all = boxes();
  const next = all[Math.min(Math.max(all.indexOf(from) + step, 0), all.length - 1)];
  next?.focus();
}

function onKey(event) {
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=chosen]"));
    return;
  }
  if (!event.target.matches(".proposal input[type=checkbox]")) {
    if (event.key === "Escape" && proposalOf(event.target)) proposalOf(event.target).querySelector("input")?.focus();
    return;
  }
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    move(event.target, steps[event.key]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const details = proposalOf(event.target).querySelector("details");
    details.open = !details.open;
    if (details.open) details.querySelector("input, select").focus();
  }
}

/** What is changed is meant: accept it. */
function onChange(event) {
  if (event.target.matches(".proposal-fields *")) {
    const box = proposalOf(event.target).querySelector("input[type=checkbox]");
    if (box) box.checked = true;
  }
}

if (form) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("change", onChange);
  form.addEventListener("focusin", (event) => {
    const proposal = proposalOf(event.target);
    if (proposal) showSpan(proposal);
  });
  for (const hint of document.querySelectorAll(".with-script")) hint.hidden = false;
  boxes()[0]?.focus({ preventScroll: true });
}
