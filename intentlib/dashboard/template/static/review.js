// Reviewing by keyboard: a key presses the button that it stands on, digits and arrows go through
// what can be ticked, forms take the focus, Enter answers them and Escape gives them up. The name
// of the reviewer is kept in this browser.

const ROOT = document.getElementById("cells");
const NAME = "intentlib-reviewer";
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable=true]";

const seen = (node) => node.checkVisibility();
const card = () => [...ROOT.querySelectorAll(".il-question")].find(seen);

// The kernel takes messages in their order: once it has answered this one, it has seen the last
// letter that was typed, and drawn what came of the last key.
let waiting = false;
async function press(button, after) {
  if (waiting || !button) return;
  waiting = true;
  try {
    if (after) await settled();
    button.click();
    await settled();
  } finally {
    waiting = false;
  }
}
const settled = () => window.jupyterapp?.widgetManager?.kernel?.requestKernelInfo();

function inForm(event, form) {
  if (event.key === "Escape") {
    press(form.querySelector(".il-cancel"), false);
  } else if (event.key === "Enter" && !event.target.closest("button")) {
    keepName(form);
    press(form.querySelector(".il-primary"), true);
  } else {
    return false;
  }
  return true;
}

function inCard(event, question) {
  const boxes = [...question.querySelectorAll(".il-tick input[type=checkbox]")].filter(seen);
  const at = boxes.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && at >= 0) {
    boxes[(at + step + boxes.length) % boxes.length].focus();
    return true;
  }
  const box = /^[1-9]$/.test(event.key) && boxes[Number(event.key) - 1];
  if (box) {
    box.focus();
    box.click();
    return true;
  }
  if (!/^[a-z]$/i.test(event.key) || event.repeat) return false;
  const button = question.querySelector(`.il-key-${event.key.toLowerCase()}`);
  if (!button || button.disabled || !seen(button)) return false;
  press(button, true);
  return true;
}

// On the way down: inputs of widgets keep the keys to themselves.
addEventListener("keydown", onKey, { capture: true });
function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const form = event.target.closest(".il-form");
  const question = card();
  const typing = event.target.closest(TYPING);
  if (form ? inForm(event, form) : question && !typing && inCard(event, question)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

// The reviewer's name

const stored = () => {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // storage is switched off: the name is asked for on every visit
  }
};

function keepName(form) {
  if (!form.matches(".il-who")) return;
  try {
    localStorage.setItem(NAME, form.querySelector("input").value.trim());
  } catch {
    // It holds for this page only.
  }
}

document.addEventListener("click", (event) => {
  const form = event.target.closest(".il-form .il-primary")?.closest(".il-form");
  if (form) keepName(form);
});

function meet(form) {
  form.dataset.met = "";
  const control = form.querySelector("input, select");
  if (form.matches(".il-who") && !control.value && stored()) {
    control.value = stored();
    control.dispatchEvent(new Event("input", { bubbles: true }));
    press(form.querySelector(".il-primary"), true);
    return;
  }
  // Whoever goes through the tabs with arrow keys is not stopped here.
  if (document.activeElement.matches("[role=tab]")) return;
  control.focus();
  control.select?.();
}

// Where the focus goes when what had it is gone, and what screen readers are told.

let asked = null;
let filled = false;
function look() {
  const formless = filled && !ROOT.querySelector(".il-form");
  filled = Boolean(ROOT.querySelector(".il-form"));
  for (const form of ROOT.querySelectorAll(".il-form:not([data-met])")) {
    if (form.querySelector("input, select")) meet(form);
  }
  for (const said of ROOT.querySelectorAll(".il-said:not([role])")) {
    said.setAttribute("role", "status");
  }
  for (const button of ROOT.querySelectorAll(".il-key:not([aria-keyshortcuts])")) {
    const [, key] = button.className.match(/il-key-([a-z])/);
    button.setAttribute("aria-keyshortcuts", key);
  }
  const question = card()?.querySelector("[data-question]");
  if (!question) return;
  question.tabIndex = -1;
  const another = asked !== null && asked !== question.dataset.question;
  asked = question.dataset.question;
  const lost = document.activeElement === document.body;
  const ticking = document.activeElement.closest(".il-tick");
  if ((another && (lost || ticking)) || (formless && lost)) question.focus();
}

let scheduled = false;
new MutationObserver(() => {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    look();
  });
}).observe(ROOT, { childList: true, subtree: true });
